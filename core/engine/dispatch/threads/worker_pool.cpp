// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/worker_pool.h"

#include <algorithm>
#include <iterator>
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

void WorkerPool::rest(Mutex& mutex, TimeSource& time, Clock::time_point until) {
  const auto seen = signal_;
  ++resting_;
  time.waitUntil(changed_, mutex, until, [&] { return signal_ != seen; });
  --resting_;
}

void WorkerPool::dismissSurplus(int most) {
  auto surplus = active() - most;
  for (auto worker = workers_.begin(); surplus > 0 && worker != workers_.end(); ++worker) {
    if (!std::exchange((*worker)->dismissed, true)) --surplus;
  }
}

void WorkerPool::dismissHanging() {
  for (const auto& worker : workers_) worker->dismissed |= worker->call && worker->call->isWalledOff();
}

int WorkerPool::active() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(),
                                        [](const auto& worker) { return !worker->dismissed && !worker->over; }));
}

bool WorkerPool::isCalling() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->call && !worker->call->isWalledOff(); });
}

bool WorkerPool::isTrying() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
    return worker->call && worker->call->isTrial && !worker->call->isWalledOff();
  });
}

bool WorkerPool::allEnded() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->over || (worker->call && worker->call->isWalledOff()); });
}

bool WorkerPool::allOver() const {
  return std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->over; });
}

std::vector<std::shared_ptr<WorkerPool::Worker>> WorkerPool::calling() const {
  std::vector<std::shared_ptr<Worker>> result;
  std::copy_if(workers_.begin(), workers_.end(), std::back_inserter(result),
               [](const auto& worker) { return worker->call && !worker->call->isWalledOff(); });
  return result;
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
