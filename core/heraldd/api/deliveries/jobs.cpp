// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/jobs.h"

#include <algorithm>
#include <utility>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/json.h"
#include "herald/thread.h"
#include "heraldd/api/access/random_token.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

void JobState::fail(const std::string& reason, std::size_t count) {
  if (count == 0) return;
  failed += count;
  failures[reason] += count;
}

const char* const kJobSchema =
    R"({"type":"object","required":["job","what","total","done","failed","failures","ended"],"properties":{)"
    R"("job":{"type":"string"},"what":{"type":"string"},"total":{"type":"integer"},"done":{"type":"integer"},)"
    R"("failed":{"type":"integer"},"failures":{"type":"array","items":{"type":"object",)"
    R"("required":["reason","count"],"properties":{"reason":{"type":"string"},"count":{"type":"integer"}}}},)"
    R"("ended":{"type":"boolean"}}})";

std::string toJson(const JobState& job) {
  std::string failures;
  for (const auto& [reason, count] : job.failures) {
    failures += (failures.empty() ? "" : ",") +
                JsonObject().add("reason", reason).addRaw("count", std::to_string(count)).text();
  }
  return JsonObject()
      .add("job", job.id)
      .add("what", job.what)
      .addRaw("total", std::to_string(job.total))
      .addRaw("done", std::to_string(job.done))
      .addRaw("failed", std::to_string(job.failed))
      .addRaw("failures", "[" + failures + "]")
      .add("ended", job.ended)
      .text();
}

Jobs::~Jobs() {
  std::thread thread;
  {
    const MutexLock lock(mutex_);
    ends_ = true;
    changed_.notifyAll();
    thread = std::move(thread_);
  }
  if (thread.joinable()) thread.join();
}

JobState Jobs::start(const std::string& key, JobState job, Part part) {
  const MutexLock lock(mutex_);
  std::size_t open = 0;
  for (const auto& other : jobs_) {
    if (other->state.ended) continue;
    if (other->key == key) return other->state;
    ++open;
  }
  if (open >= kMostOpen) throw ApiProblem(429, "too many jobs run: wait until one has ended").with("Retry-After", "5");
  if (!thread_.joinable()) thread_ = startThread([this] { run(); });
  // An id of an earlier process must not mean another job.
  job.id = std::to_string(++last_) + "-" + randomToken(4);
  jobs_.push_back(std::make_shared<Job>(Job{key, std::move(job), std::move(part)}));
  forgetOld();
  changed_.notifyAll();
  return jobs_.back()->state;
}

std::optional<JobState> Jobs::find(const std::string& id) const {
  const MutexLock lock(mutex_);
  for (const auto& job : jobs_) {
    if (job->state.id == id) return job->state;
  }
  return std::nullopt;
}

std::vector<JobState> Jobs::all() const {
  std::vector<JobState> states;
  const MutexLock lock(mutex_);
  for (const auto& job : jobs_) states.push_back(job->state);
  return states;
}

std::shared_ptr<Jobs::Job> Jobs::open() const {
  const auto job = std::find_if(jobs_.begin(), jobs_.end(), [](const auto& one) { return !one->state.ended; });
  return job == jobs_.end() ? nullptr : *job;
}

void Jobs::forgetOld() {
  auto ended = std::count_if(jobs_.begin(), jobs_.end(), [](const auto& one) { return one->state.ended; });
  for (auto job = jobs_.begin(); job != jobs_.end() && ended > static_cast<std::ptrdiff_t>(kMostEnded);) {
    const bool goes = (*job)->state.ended;
    job = goes ? jobs_.erase(job) : std::next(job);
    if (goes) --ended;
  }
}

void Jobs::run() {
  const MutexLock lock(mutex_);
  for (;;) {
    changed_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return ends_ || open(); });
    if (ends_) return;
    const auto job = open();
    auto state = job->state;
    {
      const MutexUnlock unlocked(mutex_);
      try {
        state.ended = !job->part(state);
      } catch (...) {
        state.fail(currentExceptionText(), std::max<std::size_t>(state.total - std::min(state.total, state.done), 1));
        state.ended = true;
      }
      if (listener_ && !state.ended) listener_(state);
    }
    job->state = state;
    if (!state.ended) continue;
    job->part = nullptr;
    const MutexUnlock unlocked(mutex_);
    if (listener_) listener_(state);  // find() knows already that it has ended
  }
}

}  // namespace herald::core
