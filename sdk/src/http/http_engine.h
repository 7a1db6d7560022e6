// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <unordered_map>

#include "herald/export.h"
#include "herald/file_descriptor.h"
#include "herald/mutex.h"
#include "http/limit.h"

namespace herald::inline v1 {

/// The thread of one HTTP client. Coroutines (Task) wait here for their sockets, and go on in this thread. So hundreds
/// of exchanges need no thread each. The thread begins with the first wait. It ends when nobody has waited for some
/// time. An engine that nobody has used has neither a thread nor a descriptor.
///
/// Any thread may call it. It resumes coroutines without a lock. The thread owns it too while it runs, so that a
/// coroutine may let go of it.
class HERALD_API HttpEngine : public std::enable_shared_from_this<HttpEngine> {
 public:
  static constexpr Millis kMostIdle = std::chrono::seconds(30);
  using Id = std::uint64_t;
  class Wait;

  /// The thread ends when nobody has waited for `mostIdle`. Before that it calls `whenIdle`, which throws nothing.
  explicit HttpEngine(Millis mostIdle = kMostIdle, std::function<void()> whenIdle = {});
  ~HttpEngine();  ///< call end() before
  HttpEngine(const HttpEngine&) = delete;
  HttpEngine& operator=(const HttpEngine&) = delete;

  /// A place to wait at: for a socket that does not block, or, without one, for finish(). One coroutine at a time waits
  /// there. Throws std::system_error.
  Id add(int fd = -1) HERALD_EXCLUDES(mutex_);
  void remove(Id place) HERALD_EXCLUDES(mutex_);  ///< before its socket is closed; nobody waits there

  /// Ends the wait at this place, or else the next one. Nothing if there is no such place.
  void finish(Id place) HERALD_EXCLUDES(mutex_);

  /// What a coroutine awaits: an event of the socket (EPOLLIN, EPOLLOUT) or its end. The result is false if the limit
  /// has come first. `limit` must stay valid until then. Throws NoThread, and std::system_error.
  Wait until(Id place, std::uint32_t events, const Limit& limit);

  /// Have the engine look soon whose limit is over: somebody has requested a stop.
  void look();

  /// Ends every wait as a stop does. Returns when nobody waits any longer and the thread has ended; immediately if this
  /// is that thread. Nobody may wait afterwards.
  void end() HERALD_EXCLUDES(mutex_);
  std::stop_token ending() const { return end_.get_token(); }  ///< for Limit::end

  bool isThisThread() const { return std::this_thread::get_id() == threadId_.load(std::memory_order_relaxed); }

  /// What the thread does again and again. The thread of the engine may call it to wait for a coroutine.
  void turn() HERALD_EXCLUDES(mutex_);

 private:
  static constexpr std::uint32_t kUnwatched = 0;  // not even EPOLLHUP

  struct Place {
    int fd = -1;
    std::uint32_t watched = kUnwatched;  // the events that epoll reports
    bool isFinished = false;
    Wait* wait = nullptr;
  };

  bool begin(Wait& wait) HERALD_EXCLUDES(mutex_);
  void needDescriptors() HERALD_REQUIRES(mutex_);
  void watch(Id id, Place& place, std::uint32_t events) HERALD_REQUIRES(mutex_);
  void collect() HERALD_EXCLUDES(mutex_);
  void resume(Place& place, bool isReady) HERALD_REQUIRES(mutex_);
  void resumeOver() HERALD_REQUIRES(mutex_);
  void needThread() HERALD_REQUIRES(mutex_);
  void run() HERALD_EXCLUDES(mutex_);
  bool isOver(const Limit& limit) const { return end_.stop_requested() || limit.over(); }
  bool isIdle() HERALD_EXCLUDES(mutex_);
  bool leave() HERALD_EXCLUDES(mutex_);
  int waitMillis() HERALD_EXCLUDES(mutex_);
  void wake() const;

  const Millis mostIdle_;
  const std::function<void()> whenIdle_;
  FileDescriptor poll_{};  // opened before the first wait
  FileDescriptor wakeUp_{};
  std::atomic<int> wakeUpFd_ = -1;
  std::stop_source end_{};
  std::atomic<bool> mustLook_ = false;
  std::atomic<std::thread::id> threadId_{};
  std::deque<std::coroutine_handle<>> ready_{};  // for the thread: those that it resumes in this turn
  Mutex mutex_{};
  std::unordered_map<Id, Place> places_ HERALD_GUARDED_BY(mutex_){};
  Id lastId_ HERALD_GUARDED_BY(mutex_) = 0;
  std::size_t waiting_ HERALD_GUARDED_BY(mutex_) = 0;
  Clock::time_point nextCheck_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();  // no limit is over sooner
  Clock::time_point idleSince_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();  // max if somebody waits
  bool isRunning_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_ HERALD_GUARDED_BY(mutex_){};
};

/// Has an engine look when a stop is requested, while it lives.
struct Look {
  HttpEngine& engine;
  void operator()() const noexcept { engine.look(); }
};
using LookAtStop = std::stop_callback<Look>;

/// See HttpEngine::until.
class HttpEngine::Wait {
 public:
  Wait(HttpEngine& engine, Id place, std::uint32_t events, const Limit& limit)
      : engine_(engine), place_(place), events_(events), limit_(limit) {}

  // NOLINTBEGIN(readability-identifier-naming): the language gives the names
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> coroutine) {
    coroutine_ = coroutine;
    return engine_.begin(*this);
  }
  bool await_resume() const noexcept { return isReady_; }
  // NOLINTEND(readability-identifier-naming)

 private:
  friend class HttpEngine;

  HttpEngine& engine_;
  const Id place_;
  const std::uint32_t events_;
  const Limit& limit_;
  std::coroutine_handle<> coroutine_{};
  bool isReady_ = false;
};

}  // namespace herald::inline v1
