// SPDX-License-Identifier: Apache-2.0
#include "http_server/request_workers.h"

#include <new>
#include <utility>

#include "herald/thread.h"
#include "http_server/answer_text.h"

namespace herald::inline v1 {

// A quarter of the places always stays for connections whose request is arriving.
RequestWorkers::RequestWorkers(HttpService& service, const HttpServerLimits& limits, std::function<void()> wake)
    : service_(service),
      mostThreads_(static_cast<std::size_t>(limits.workers)),
      mostWaiting_(limits.mostConnections * 3 / 4),
      mostOfGroup_(limits.mostConnections / 2),
      mostBytes_(kMostBodies * limits.mostBody),
      wake_(std::move(wake)) {
  const MutexLock lock(mutex_);
  if (!hasThread(common_)) throw NoThread();
}

RequestWorkers::~RequestWorkers() {
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    ends_ = true;
    threads = std::move(common_.threads);
    for (auto& thread : urgent_.threads) threads.push_back(std::move(thread));
    common_.changed.notifyAll();
    urgent_.changed.notifyAll();
  }
  for (auto& thread : threads) thread.join();
}

bool RequestWorkers::add(Job job) {
  const bool isUrgent = service_.isUrgent(job.request);
  const MutexLock lock(mutex_);
  auto& lane = isUrgent && hasThread(urgent_) ? urgent_ : common_;
  if (&lane == &common_ && isFullFor(job.group)) return false;
  lane.jobs.add(std::move(job));
  if (lane.idle >= lane.jobs.size()) {
    lane.changed.notifyOne();
  } else if (lane.threads.size() < (isUrgent ? 1 : mostThreads_)) {
    addThread(lane);
  }
  return true;
}

/// One group may take half of what all of them may.
bool RequestWorkers::isFullFor(const std::string& group) const {
  const auto& jobs = common_.jobs;
  return jobs.size() >= mostWaiting_ || jobs.sizeOf(group) >= mostOfGroup_ || jobs.bytes() >= mostBytes_ ||
         jobs.bytesOf(group) >= mostBytes_ / 2;
}

std::vector<RequestWorkers::Done> RequestWorkers::takeDone() {
  const MutexLock lock(mutex_);
  return std::exchange(done_, {});
}

bool RequestWorkers::hasThread(Lane& lane) {
  if (lane.threads.empty()) addThread(lane);
  return !lane.threads.empty();
}

void RequestWorkers::addThread(Lane& lane) {
  try {
    lane.threads.push_back(startThread([this, &lane] { run(lane); }));
  } catch (const NoThread&) {  // those that run do the work
  }
}

void RequestWorkers::run(Lane& lane) {
  const MutexLock lock(mutex_);
  for (;;) {
    ++lane.idle;
    lane.changed.wait(mutex_, [&]() HERALD_REQUIRES(mutex_) { return ends_ || !lane.jobs.empty(); });
    --lane.idle;
    if (ends_) return;
    auto job = lane.jobs.take();
    Done done{.connection = job.connection};
    {
      const MutexUnlock unlock(mutex_);
      done.answer = answerTo(std::move(job.request));
    }
    const bool isFirst = done_.empty();
    done_.push_back(std::move(done));
    if (!isFirst) continue;
    const MutexUnlock unlock(mutex_);
    wake_();
  }
}

ServerAnswer RequestWorkers::answerTo(ServerRequest request) {
  try {
    return service_.answer(std::move(request));
  } catch (const std::bad_alloc&) {
    return {.status = 500, .isLast = true};  // a sentence would need memory too
  } catch (const std::exception& error) {
    return errorAnswer(500, error.what());
  } catch (...) {
    return errorAnswer(500, "unknown error");
  }
}

}  // namespace herald::inline v1
