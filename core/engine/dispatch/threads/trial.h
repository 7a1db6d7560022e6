// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "engine/dispatch/sink/trial_call.h"
#include "engine/dispatch/threads/worker_pool.h"

namespace herald::core {

/// One trial: a call beside the deliveries, which has a worker of its own, and how it went.
///
/// A mutex of the owner guards it: hold that for every function except run().
class Trial {
 public:
  /// The call counts as begun `now`.
  Trial(TrialCall call, const std::shared_ptr<const SinkSetup>& setup, Clock::time_point now);

  const std::shared_ptr<WorkerPool::Worker>& worker() const { return worker_; }

  /// Makes the call, on the thread of the worker. Throws nothing. Returns false if the call was walled off meanwhile.
  bool run(const std::stop_token& stop);

  bool isDecided() const { return worker_->over || isWalledOff(); }

  /// What the call has returned. Throws std::runtime_error with the text of what the call has thrown, or if it is not
  /// decided. Throws PluginHangs if the call is walled off.
  Outcome outcome() const;

 private:
  bool isWalledOff() const { return worker_->call && worker_->call->isWalledOff(); }

  const TrialCall call_;
  const std::shared_ptr<WorkerPool::Worker> worker_;
  Outcome outcome_{};
  std::optional<std::string> error_{};
};

}  // namespace herald::core
