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
/// when their call does not return.
///
/// A mutex of the owner guards it: hold that for every function.
class WorkerPool {
 public:
  struct Worker {
    std::thread thread{};
    std::optional<Call> call{};
    bool dismissed = false;  ///< it begins no other call
    bool over = false;       ///< its thread ends
  };

  /// Starts a thread that runs `work`, which says at its end that the worker is over. Throws NoThread.
  void start(const std::shared_ptr<Worker>& worker, std::function<void()> work);

  /// Wakes a worker that rests; false if none does.
  bool wakeOne();
  void wakeAll();

  /// The calling worker waits for that time, or until it is woken.
  void rest(Mutex& mutex, TimeSource& time, Clock::time_point until) HERALD_REQUIRES(mutex);

  /// Lets workers go after their call until at most `most` are left.
  void dismissSurplus(int most);
  void dismissHanging();

  int active() const;      ///< workers that begin calls
  bool isCalling() const;  ///< a call is under way that is not walled off
  bool isTrying() const;   ///< such a call is a trial
  bool allEnded() const;   ///< except those whose call is walled off
  bool allOver() const;

  /// The calls under way that are not walled off.
  std::vector<std::shared_ptr<Worker>> calling() const;

  /// Leaves the workers behind whose thread is not over. Returns the other threads: join them without the mutex.
  std::vector<std::thread> leaveBehind();

 private:
  void forgetEnded();

  std::vector<std::shared_ptr<Worker>> workers_{};
  Condition changed_{};
  std::uint64_t signal_ = 0;  // rises when a worker that rests has to look again
  int resting_ = 0;
};

}  // namespace herald::core
