// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <utility>

// Annotations for clang's thread safety analysis (https://clang.llvm.org/docs/ThreadSafetyAnalysis.html). Other
// compilers ignore them. Write HERALD_GUARDED_BY(mutex) after a member, and the others after the parameters of a
// function or a lambda.
#if defined(__clang__)
#define HERALD_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define HERALD_THREAD_ANNOTATION(x)
#endif

/// Only a thread that holds the mutex may read or write the member.
#define HERALD_GUARDED_BY(mutex) HERALD_THREAD_ANNOTATION(guarded_by(mutex))
/// Only a thread that holds the mutex may read or write the object that the pointer points to.
#define HERALD_PT_GUARDED_BY(mutex) HERALD_THREAD_ANNOTATION(pt_guarded_by(mutex))
/// The caller holds the mutex before and after the call.
#define HERALD_REQUIRES(...) HERALD_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define HERALD_REQUIRES_SHARED(...) HERALD_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))
/// The caller does not hold the mutex: the function takes it, or waits for a thread that may take it.
#define HERALD_EXCLUDES(...) HERALD_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
/// A thread that needs both takes this mutex after the other.
#define HERALD_ACQUIRED_AFTER(...) HERALD_THREAD_ANNOTATION(acquired_after(__VA_ARGS__))

#define HERALD_ACQUIRE(...) HERALD_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define HERALD_ACQUIRE_SHARED(...) HERALD_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define HERALD_RELEASE(...) HERALD_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define HERALD_RELEASE_SHARED(...) HERALD_THREAD_ANNOTATION(release_shared_capability(__VA_ARGS__))
#define HERALD_RELEASE_GENERIC(...) HERALD_THREAD_ANNOTATION(release_generic_capability(__VA_ARGS__))
#define HERALD_TRY_ACQUIRE(...) HERALD_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define HERALD_RETURN_CAPABILITY(x) HERALD_THREAD_ANNOTATION(lock_returned(x))
#define HERALD_CAPABILITY HERALD_THREAD_ANNOTATION(capability("mutex"))
#define HERALD_SCOPED_CAPABILITY HERALD_THREAD_ANNOTATION(scoped_lockable)
/// The analysis cannot follow the function. A comment says why it is right.
#define HERALD_NO_THREAD_SAFETY_ANALYSIS HERALD_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace herald::inline v1 {

/// A std::mutex that the compiler can check. Members name it in HERALD_GUARDED_BY, functions in HERALD_REQUIRES. Take
/// it with a MutexLock.
class HERALD_CAPABILITY Mutex {
 public:
  void lock() HERALD_ACQUIRE() { mutex_.lock(); }
  void unlock() HERALD_RELEASE() { mutex_.unlock(); }
  bool try_lock() HERALD_TRY_ACQUIRE(true) { return mutex_.try_lock(); }

  std::mutex& native() { return mutex_; }  ///< for functions of the standard library; do not lock or unlock it there

 private:
  std::mutex mutex_{};
};

/// Holds the mutex until the end of the scope.
class HERALD_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) HERALD_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() HERALD_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Releases a mutex that the thread holds, and takes it again at the end of the scope.
class HERALD_SCOPED_CAPABILITY MutexUnlock {
 public:
  explicit MutexUnlock(Mutex& mutex) HERALD_RELEASE(mutex) : mutex_(mutex) { mutex_.unlock(); }
  ~MutexUnlock() HERALD_RELEASE() { mutex_.lock(); }
  MutexUnlock(const MutexUnlock&) = delete;
  MutexUnlock& operator=(const MutexUnlock&) = delete;

 private:
  Mutex& mutex_;
};

/// A std::unique_lock of a mutex that the thread holds already. The thread still holds it after the end of the scope.
template <typename Native>
struct AdoptedLock {
  explicit AdoptedLock(Native& mutex) : lock(mutex, std::adopt_lock) {}
  ~AdoptedLock() { lock.release(); }
  AdoptedLock(const AdoptedLock&) = delete;
  AdoptedLock& operator=(const AdoptedLock&) = delete;

  std::unique_lock<Native> lock;
};

/// A std::condition_variable for a Mutex. A predicate that reads guarded members needs the annotation too:
/// `[this]() HERALD_REQUIRES(mutex_) { return done_; }`.
class Condition {
 public:
  void notifyOne() { condition_.notify_one(); }
  void notifyAll() { condition_.notify_all(); }

  /// Waits until done() is true.
  template <typename Predicate>
  void wait(Mutex& mutex, Predicate done) HERALD_REQUIRES(mutex) {
    AdoptedLock held(mutex.native());
    condition_.wait(held.lock, std::move(done));
  }

  /// Waits until done() is true or the time has come. Returns done().
  template <typename Time, typename Predicate>
  bool waitUntil(Mutex& mutex, const Time& time, Predicate done) HERALD_REQUIRES(mutex) {
    AdoptedLock held(mutex.native());
    return condition_.wait_until(held.lock, time, std::move(done));
  }

  std::condition_variable& native() { return condition_; }  ///< for functions of the standard library

 private:
  std::condition_variable condition_{};
};

/// A Condition whose waits end at a request to stop, too. It costs more, so use it only with a stop token.
class StoppableCondition {
 public:
  void notifyAll() { condition_.notify_all(); }

  /// Waits until done() is true or a stop is requested. Returns done().
  template <typename Predicate>
  bool wait(Mutex& mutex, std::stop_token stop, Predicate done) HERALD_REQUIRES(mutex) {
    AdoptedLock held(mutex);
    return condition_.wait(held.lock, std::move(stop), std::move(done));
  }

  /// Waits until done() is true, a stop is requested or the time has come. Returns done().
  template <typename Time, typename Predicate>
  bool waitUntil(Mutex& mutex, std::stop_token stop, const Time& time, Predicate done) HERALD_REQUIRES(mutex) {
    AdoptedLock held(mutex);
    return condition_.wait_until(held.lock, std::move(stop), time, std::move(done));
  }

 private:
  std::condition_variable_any condition_{};
};

/// A std::shared_mutex that the compiler can check.
class HERALD_CAPABILITY SharedMutex {
 public:
  void lock() HERALD_ACQUIRE() { mutex_.lock(); }
  void unlock() HERALD_RELEASE() { mutex_.unlock(); }
  void lock_shared() HERALD_ACQUIRE_SHARED() { mutex_.lock_shared(); }
  void unlock_shared() HERALD_RELEASE_SHARED() { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_{};
};

}  // namespace herald::inline v1
