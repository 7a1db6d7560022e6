// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/worker_pool.h"

#include <algorithm>
#include <utility>

#include "herald/thread.h"

namespace herald::core {

void WorkerPool::start(const std::shared_ptr<Worker>& worker, std::function<void()> work) {
  forgetEnded();
  workers_.reserve(workers_.size() + 1);
  worker->thread = startThread(std::move(work));
  workers_.push_back(worker);
}

void WorkerPool::forgetEnded() {
  std::erase_if(workers_, [](const auto& worker) {
    if (worker->over) worker->thread.join();
    return worker->over;
  });
}

bool WorkerPool::wakeOne() {
  ++signal_;
  if (resting_ == 0) return false;
  changed_.notifyOne();
  return true;
}

void WorkerPool::wakeAll() {
  ++signal_;
  changed_.notifyAll();
}

void WorkerPool::rest(Worker& worker, Mutex& mutex, TimeSource& time, Clock::time_point until) {
  const auto seen = signal_;
  ++resting_;
  worker.restsUntil = until;
  time.waitUntil(changed_, mutex, until, [&] { return signal_ != seen; });
  worker.restsUntil.reset();
  --resting_;
}

Clock::time_point WorkerPool::looksAt() const {
  auto first = Clock::time_point::max();
  for (const auto& worker : workers_) {
    if (!worker->dismissed && !worker->over) first = std::min(first, worker->restsUntil.value_or(Clock::time_point{}));
  }
  return first;
}

void WorkerPool::enter(Worker& guest) {
  guest.id = std::this_thread::get_id();
  guests_.push_back(&guest);
}

void WorkerPool::leave(const Worker& guest) { std::erase(guests_, &guest); }

bool WorkerPool::hasGuest() const {
  return std::any_of(guests_.begin(), guests_.end(), [](const auto* guest) { return !guest->hangs(); });
}

bool WorkerPool::isHere() const {
  const auto isIt = [id = std::this_thread::get_id()](const auto& worker) { return worker->id == id && !worker->over; };
  return std::any_of(guests_.begin(), guests_.end(), isIt) || std::any_of(workers_.begin(), workers_.end(), isIt);
}

void WorkerPool::dismissSurplus(int most) {
  auto surplus = active() - most;
  for (auto worker = workers_.begin(); surplus > 0 && worker != workers_.end(); ++worker) {
    if (!std::exchange((*worker)->dismissed, true)) --surplus;
  }
}

void WorkerPool::dismissHanging() {
  for (const auto& worker : workers_) worker->dismissed |= worker->hangs();
}

int WorkerPool::active() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(),
                                        [](const auto& worker) { return !worker->dismissed && !worker->over; }));
}

bool WorkerPool::allEnded() const {
  const auto isOut = [](const auto& worker) { return worker->over || worker->hangs(); };
  return std::all_of(workers_.begin(), workers_.end(), isOut) && std::all_of(guests_.begin(), guests_.end(), isOut);
}

bool WorkerPool::allOver() const {
  return std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->over; });
}

std::vector<std::thread> WorkerPool::leaveBehind() {
  std::vector<std::thread> over;
  for (const auto& worker : std::exchange(workers_, {})) {
    if (worker->over) {
      over.push_back(std::move(worker->thread));
    } else {
      worker->thread.detach();
    }
  }
  return over;
}

}  // namespace herald::core
