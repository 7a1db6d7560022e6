// A call that the operator asks for, beside the deliveries, in a thread of its own.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/dispatch/threads/lane_call.h"

namespace herald::core {

namespace {

constexpr Millis kGrace = std::chrono::seconds(5);
constexpr auto kNever = Clock::time_point::max();

}  // namespace

/// For whoever waits for the trial, if he still does.
struct Lane::TrialResult {
  Outcome outcome{};
  std::optional<std::string> error{};
};

Outcome Lane::tryOut(const TrialCall& trial) {
  const std::lock_guard one(trying_);
  Lock lock(mutex_);
  awaitTurn(lock);
  const auto result = std::make_shared<TrialResult>();
  const auto worker = startTrial(trial, result);
  const auto isLeft = [&] { return worker->call && worker->call->walledOff; };
  world_.time.waitUntil(settled_, lock, kNever,
                        [&] { return worker->over || isLeft() || trialsEnd_.stop_requested(); });
  if (worker->over && result->error) throw std::runtime_error(*result->error);
  if (worker->over) return result->outcome;
  if (isLeft()) throw PluginHangs("the call does not return; nothing more is asked of this sink until it does");
  throw std::runtime_error("the sink ends, and was not waited for");
}

/// Until the trial overlaps no call that it must not; meanwhile no such call begins.
void Lane::awaitTurn(Lock& lock) {
  const auto limit = world_.time.now() + setup_->timeout + kGrace;
  const auto isFree = [this] { return setup_->concurrency > 1 || !calling(); };
  trialWaits_ = true;
  world_.time.waitUntil(settled_, lock, limit,
                        [&] { return isFree() || schedule_.hanging() || trialsEnd_.stop_requested(); });
  trialWaits_ = false;
  nudge();
  if (trialsEnd_.stop_requested()) throw std::runtime_error("the sink ends: nothing more is asked of it");
  if (schedule_.hanging() || !isFree()) {
    throw std::runtime_error("the sink is busy: a call into it does not return");
  }
}

std::shared_ptr<Lane::Worker> Lane::startTrial(const TrialCall& trial, const std::shared_ptr<TrialResult>& result) {
  reap();
  auto worker = std::make_shared<Worker>();
  worker->dismissed = true;
  auto& call = worker->call.emplace();
  call.isTrial = true;
  call.setup = setup_;
  call.deadline = world_.time.now() + setup_->timeout;
  call.limit = call.deadline + kGrace;
  worker->thread =
      std::thread([lane = shared_from_this(), worker, trial, result] { lane->workOnTrial(*worker, trial, *result); });
  workers_.push_back(worker);
  world_.watch(call.limit);
  return worker;
}

void Lane::workOnTrial(Worker& worker, const TrialCall& trial, TrialResult& result) {
  const auto& call = *worker.call;
  try {
    result.outcome = trial(*call.setup, call.deadline, trialsEnd_.get_token());
  } catch (...) {
    result.error = currentExceptionText();
  }
  Lock lock(mutex_);
  if (call.walledOff) comeBack(worker, lock);
  endCall(worker, lock);
  retire(worker);
}

/// To a sink that takes one call at a time, a trial is such a call.
bool Lane::blockedByTrial() const {
  if (setup_->concurrency > 1) return false;
  return trialWaits_ || std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
           return worker->call && worker->call->isTrial && !worker->call->walledOff;
         });
}

void Lane::endTrials() {
  trialsEnd_.request_stop();
  const std::lock_guard guard(mutex_);
  settled_.notify_all();
}

}  // namespace herald::core
