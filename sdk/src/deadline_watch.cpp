#include "deadline_watch.h"

#include <sys/socket.h>

namespace herald::inline v1 {

std::shared_ptr<DeadlineWatch> DeadlineWatch::shared() {
  static std::mutex mutex;
  static std::weak_ptr<DeadlineWatch> running;
  const std::lock_guard lock(mutex);
  std::shared_ptr<DeadlineWatch> watch = running.lock();
  if (!watch) running = watch = std::make_shared<DeadlineWatch>();
  return watch;
}

DeadlineWatch::DeadlineWatch() : thread_([this] { run(); }) {}

DeadlineWatch::~DeadlineWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void DeadlineWatch::add(Entry& entry) {
  bool sooner = false;
  {
    const std::lock_guard lock(mutex_);
    entries_.emplace(entry.deadline, &entry);
    sooner = entry.deadline < wakeAt_;
  }
  if (sooner) changed_.notify_one();
}

void DeadlineWatch::remove(Entry& entry) {
  const std::lock_guard lock(mutex_);
  entries_.erase({entry.deadline, &entry});
}

// It goes on waiting for a deadline whose entry was removed: most are, and a wake-up for each would cost more than one
// needless wake-up now and then.
void DeadlineWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    endExpired();
    if (entries_.empty()) {
      wakeAt_ = Clock::time_point::max();
      changed_.wait(lock);
    } else {
      wakeAt_ = entries_.begin()->first;
      changed_.wait_until(lock, wakeAt_);
    }
  }
}

void DeadlineWatch::endExpired() {
  const Clock::time_point now = Clock::now();
  while (!entries_.empty() && entries_.begin()->first <= now) {
    Entry& entry = *entries_.begin()->second;
    entries_.erase(entries_.begin());
    entry.expired = true;
    ::shutdown(entry.fd, SHUT_RDWR);
  }
}

}  // namespace herald::inline v1
