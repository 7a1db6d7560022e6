#include "engine/dispatch/threads/watchdog.h"

#include <algorithm>
#include <utility>

namespace herald::core {

Watchdog::Watchdog(TimeSource& time, std::function<Clock::time_point()> check)
    : time_(time), check_(std::move(check)), thread_([this] { loop(); }) {}

Watchdog::~Watchdog() { stop(); }

void Watchdog::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Watchdog::expect(Clock::time_point limit) {
  const std::lock_guard guard(mutex_);
  if (limit >= wakeAt_) return;
  wakeAt_ = limit;
  changed_.notify_all();
}

void Watchdog::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto until = wakeAt_;
    if (time_.waitUntil(changed_, lock, until, [&] { return stopping_ || wakeAt_ != until; })) continue;
    wakeAt_ = Clock::time_point::max();
    lock.unlock();
    const auto next = check_();
    lock.lock();
    wakeAt_ = std::min(wakeAt_, next);
  }
}

}  // namespace herald::core
