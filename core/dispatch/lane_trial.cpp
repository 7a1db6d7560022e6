// A call that the operator asks for, beside the deliveries.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/dispatch/lane_call.h"

namespace herald::core {

namespace {

constexpr Millis kGrace = std::chrono::seconds(5);

}  // namespace

/// The trial that is under way: to the workers of a sink that takes one call at a time it is such a call. If it hangs,
/// it goes on being one.
class Lane::TrialUnderWay {
 public:
  explicit TrialUnderWay(std::shared_ptr<Lane> lane) : lane_(std::move(lane)) {}
  ~TrialUnderWay() {
    const std::lock_guard guard(lane_->mutex_);
    --lane_->trials_;
    lane_->settled_.notify_all();
    lane_->nudge();
  }
  TrialUnderWay(const TrialUnderWay&) = delete;
  TrialUnderWay& operator=(const TrialUnderWay&) = delete;

 private:
  std::shared_ptr<Lane> lane_;
};

Outcome Lane::tryOut(const TrialCall& trial) {
  const std::lock_guard one(trying_);
  Lock lock(mutex_);
  const auto setup = setup_;
  const auto limit = setup->timeout + kGrace;
  const auto isFree = [&] {
    return setup->concurrency > 1 ||
           std::none_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->call.has_value(); });
  };
  const bool hangs = blockedByTrial();
  ++trials_;  // from now on no call begins that it would overlap
  const auto underWay = std::make_shared<TrialUnderWay>(shared_from_this());
  if (hangs || !world_.time.waitUntil(settled_, lock, world_.time.now() + limit, isFree)) {
    lock.unlock();
    throw std::runtime_error("the sink is busy: a call into it does not return");
  }
  const auto deadline = world_.time.now() + setup->timeout;
  lock.unlock();
  const auto outcome = std::make_shared<Outcome>();
  callPlugin("sink " + setup->name, limit, [setup, trial, outcome, underWay, deadline, stop = giveUp_.get_token()] {
    *outcome = trial(*setup, deadline, stop);
  });
  return *outcome;
}

}  // namespace herald::core
