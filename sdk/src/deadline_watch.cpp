// SPDX-License-Identifier: Apache-2.0
#include "deadline_watch.h"

#include <sys/socket.h>

#include "herald/thread.h"

namespace herald::inline v1 {

// The mutex is held while a new watch starts its thread, so that two callers do not start one each.
std::shared_ptr<DeadlineWatch> DeadlineWatch::shared() {
  static Mutex mutex;
  static std::weak_ptr<DeadlineWatch> running HERALD_GUARDED_BY(mutex);
  const MutexLock lock(mutex);
  std::shared_ptr<DeadlineWatch> watch = running.lock();
  if (!watch) running = watch = std::make_shared<DeadlineWatch>();
  return watch;
}

DeadlineWatch::DeadlineWatch() : thread_(startThread([this] { run(); })) {}

DeadlineWatch::~DeadlineWatch() {
  {
    const MutexLock lock(mutex_);
    ended_ = true;
  }
  changed_.notifyOne();
  thread_.join();
}

void DeadlineWatch::add(Entry& entry) {
  bool sooner = false;
  {
    const MutexLock lock(mutex_);
    entries_.emplace(entry.deadline, &entry);
    sooner = entry.deadline < wakeAt_;
  }
  if (sooner) changed_.notifyOne();
}

void DeadlineWatch::remove(Entry& entry) {
  const MutexLock lock(mutex_);
  entries_.erase({entry.deadline, &entry});
}

// If an entry is removed, the thread still wakes at its deadline. Most entries are removed in time, and a needless
// wake-up now and then costs less than one for each removal.
void DeadlineWatch::run() {
  const MutexLock lock(mutex_);
  const auto mustWake = [this]() HERALD_REQUIRES(mutex_) { return ended_ || soonest() < wakeAt_; };
  while (!ended_) {
    shutDownExpired();
    wakeAt_ = soonest();
    if (entries_.empty())
      changed_.wait(mutex_, mustWake);
    else
      changed_.waitUntil(mutex_, wakeAt_, mustWake);
  }
}

void DeadlineWatch::shutDownExpired() {
  const Clock::time_point now = Clock::now();
  while (!entries_.empty() && entries_.begin()->first <= now) {
    Entry& entry = *entries_.begin()->second;
    entries_.erase(entries_.begin());
    entry.expired = true;
    ::shutdown(entry.fd, SHUT_RDWR);
  }
}

Clock::time_point DeadlineWatch::soonest() const {
  return entries_.empty() ? Clock::time_point::max() : entries_.begin()->first;
}

}  // namespace herald::inline v1
