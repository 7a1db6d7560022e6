// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/timer_thread.h"

#include <algorithm>
#include <utility>

#include "herald/thread.h"

namespace herald::core {

TimerThread::TimerThread(TimeSource& time, std::function<Clock::time_point()> run)
    : time_(time), run_(std::move(run)), thread_(startThread([this] { loop(); })) {}

TimerThread::~TimerThread() { stop(); }

void TimerThread::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void TimerThread::expect(Clock::time_point when) {
  const MutexLock lock(mutex_);
  if (when >= wakeAt_) return;
  wakeAt_ = when;
  changed_.notifyAll();
}

void TimerThread::loop() {
  const MutexLock lock(mutex_);
  while (!stopping_) {
    const auto until = wakeAt_;
    const auto isEarlier = [&]() HERALD_REQUIRES(mutex_) { return stopping_ || wakeAt_ != until; };
    if (time_.waitUntil(changed_, mutex_, until, isEarlier)) continue;
    wakeAt_ = Clock::time_point::max();
    auto next = Clock::time_point::max();
    {
      const MutexUnlock unlocked(mutex_);
      next = run_();
    }
    wakeAt_ = std::min(wakeAt_, next);
  }
}

}  // namespace herald::core
