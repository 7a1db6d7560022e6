// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/dispatch/threads/call.h"
#include "herald/mutex.h"

namespace herald::core {

/// The threads of one lane: started when there is something to do, kept, dismissed when there are too many, left behind
/// when their call does not return. A thread of the sink may be a guest: it works for the lane for a moment.
///
/// A mutex of the owner guards it: hold that for every function.
class WorkerPool {
 public:
  struct Worker {
    std::thread thread{};
    std::thread::id id{};          ///< of the thread, once it works
    std::shared_ptr<Call> call{};  ///< it is inside of the plugin for this call
    std::optional<Clock::time_point> restsUntil{};
    bool dismissed = false;  ///< it begins no other call
    bool over = false;       ///< its thread ends

    bool hangs() const { return call && call->isWalledOff(); }
  };

  /// Starts a thread that runs `work`, which says at its end that the worker is over. Throws NoThread.
  void start(const std::shared_ptr<Worker>& worker, std::function<void()> work);

  /// Wakes a worker that rests; false if none does.
  bool wakeOne();
  void wakeAll();

  /// The calling worker waits for that time, or until it is woken.
  void rest(Worker& worker, Mutex& mutex, TimeSource& time, Clock::time_point until) HERALD_REQUIRES(mutex);

  /// When a worker looks by itself whether there is something to do: the epoch if one is at work, max() if none does.
  Clock::time_point looksAt() const;

  /// The calling thread works for the lane, until leave(). `guest` must live until then.
  void enter(Worker& guest);
  void leave(const Worker& guest);
  bool hasGuest() const;  ///< one that does not hang

  /// Whether the calling thread works for the lane already: as a worker or as a guest.
  bool isHere() const;

  /// Lets workers go after their call until at most `most` are left.
  void dismissSurplus(int most);
  void dismissHanging();

  int active() const;     ///< workers that begin calls
  bool allEnded() const;  ///< except those whose call is walled off; also the guests
  bool allOver() const;

  /// Leaves the workers behind whose thread is not over. Returns the other threads: join them without the mutex.
  std::vector<std::thread> leaveBehind();

 private:
  void forgetEnded();

  std::vector<std::shared_ptr<Worker>> workers_{};
  std::vector<Worker*> guests_{};
  Condition changed_{};
  std::uint64_t signal_ = 0;  // rises when a worker that rests has to look again
  int resting_ = 0;
};

}  // namespace herald::core
