// SPDX-License-Identifier: Apache-2.0
#include "testing/fake_time.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace herald::core {

namespace {

constexpr auto kPatience = std::chrono::minutes(1);

}  // namespace

FakeTime::FakeTime() : now_(std::chrono::hours(1)), wall_(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31)) {}

Clock::time_point FakeTime::now() const {
  const MutexLock lock(mutex_);
  return now_;
}

std::chrono::system_clock::time_point FakeTime::wallClock() const {
  const MutexLock lock(mutex_);
  return wall_;
}

bool FakeTime::synchronized() const {
  const MutexLock lock(mutex_);
  return synchronized_;
}

void FakeTime::setWallClock(std::chrono::system_clock::time_point wall, bool synchronized) {
  const MutexLock lock(mutex_);
  wall_ = wall;
  synchronized_ = synchronized;
}

bool FakeTime::waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until,
                         const std::function<bool()>& done) {
  const Waiter waiter{&condition, &mutex, until};
  if (done()) return true;
  {
    const MutexLock held(mutex_);
    waiters_.push_back(&waiter);
    arrived_.notifyAll();
  }
  {
    AdoptedLock sleep(mutex.native());
    while (!done() && now() < until) condition.native().wait(sleep.lock);
  }
  {
    const MutexLock held(mutex_);
    std::erase(waiters_, &waiter);
  }
  return done();
}

void FakeTime::advance(Millis time) { advanceTo(now() + time); }

void FakeTime::advanceTo(Clock::time_point time) {
  {
    const MutexLock lock(mutex_);
    if (time < now_) return;
    wall_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(time - now_);
    now_ = time;
  }
  while (!wake(time)) std::this_thread::yield();
}

// A waiter holds its mutex from the moment it reads the clock until it sleeps. A thread that gets this mutex finds the
// waiter asleep, so no notification is lost. wake() only tries the mutex: a waiter that holds it may need mutex_ to
// leave.
bool FakeTime::wake(Clock::time_point time) {
  const MutexLock lock(mutex_);
  return std::all_of(waiters_.begin(), waiters_.end(), [&](const Waiter* waiter) {
    if (waiter->until > time) return true;
    if (!waiter->mutex->try_lock()) return false;
    waiter->condition->notifyAll();
    waiter->mutex->unlock();
    return true;
  });
}

Clock::time_point FakeTime::awaitWaiter(Clock::time_point from, Clock::time_point to) const {
  Clock::time_point found{};
  await([&]() HERALD_REQUIRES(mutex_) {
    return std::any_of(waiters_.begin(), waiters_.end(), [&](const Waiter* waiter) {
      found = waiter->until;
      return found >= from && found <= to;
    });
  });
  return found;
}

Clock::time_point FakeTime::awaitWaiterIn(Millis from, Millis to) const {
  const auto start = now();
  return awaitWaiter(start + from, start + to);
}

void FakeTime::awaitWaiters(std::size_t count) const {
  await([&]() HERALD_REQUIRES(mutex_) { return waiters_.size() >= count; });
}

void FakeTime::await(const std::function<bool()>& seen) const {
  const MutexLock lock(mutex_);
  if (!arrived_.waitUntil(mutex_, Clock::now() + kPatience, seen)) {
    throw std::runtime_error("no thread waits for the expected time, only for: " + waitersAsText());
  }
}

std::string FakeTime::waitersAsText() const {
  std::string text;
  for (const auto* waiter : waiters_) {
    const bool forever = waiter->until == Clock::time_point::max();
    const auto wait = std::chrono::duration_cast<Millis>(waiter->until - now_);
    text += forever ? "ever; " : std::to_string(wait.count()) + " ms; ";
  }
  return text;
}

}  // namespace herald::core
