#include "testing/fake_time.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace herald::core {

namespace {

constexpr auto kPatience = std::chrono::seconds(20);

}  // namespace

FakeTime::FakeTime() : now_(std::chrono::hours(1)), wall_(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31)) {}

Clock::time_point FakeTime::now() const {
  const std::lock_guard guard(mutex_);
  return now_;
}

std::chrono::system_clock::time_point FakeTime::wallClock() const {
  const std::lock_guard guard(mutex_);
  return wall_;
}

bool FakeTime::synchronized() const {
  const std::lock_guard guard(mutex_);
  return synchronized_;
}

void FakeTime::setWallClock(std::chrono::system_clock::time_point wall, bool synchronized) {
  const std::lock_guard guard(mutex_);
  wall_ = wall;
  synchronized_ = synchronized;
}

bool FakeTime::waitUntil(std::condition_variable& condition, std::unique_lock<std::mutex>& lock,
                         Clock::time_point until, const std::function<bool()>& done) {
  const Waiter waiter{&condition, lock.mutex(), until};
  if (done()) return true;
  {
    const std::lock_guard guard(mutex_);
    waiters_.push_back(&waiter);
    arrived_.notify_all();
  }
  while (!done() && now() < until) condition.wait(lock);
  {
    const std::lock_guard guard(mutex_);
    std::erase(waiters_, &waiter);
  }
  return done();
}

void FakeTime::advance(Millis time) { advanceTo(now() + time); }

void FakeTime::advanceTo(Clock::time_point time) {
  {
    const std::lock_guard guard(mutex_);
    if (time < now_) return;
    wall_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(time - now_);
    now_ = time;
  }
  while (!wake(time)) std::this_thread::yield();
}

// A waiter holds its mutex from its look at the clock until it sleeps. So whoever gets that mutex finds it asleep, and
// no notification is lost. It is only tried for, since a waiter that holds it may want mutex_ in order to leave.
bool FakeTime::wake(Clock::time_point time) {
  const std::lock_guard guard(mutex_);
  return std::all_of(waiters_.begin(), waiters_.end(), [&](const Waiter* waiter) {
    if (waiter->until > time) return true;
    const std::unique_lock lock(*waiter->mutex, std::try_to_lock);
    if (!lock) return false;
    waiter->condition->notify_all();
    return true;
  });
}

Clock::time_point FakeTime::awaitWaiter(Clock::time_point from, Clock::time_point to) const {
  Clock::time_point found{};
  await([&] {
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
  await([&] { return waiters_.size() >= count; });
}

void FakeTime::await(const std::function<bool()>& seen) const {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait_for(lock, kPatience, seen)) {
    throw std::runtime_error("nobody waits for the expected time, only for: " + waitersAsText());
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
