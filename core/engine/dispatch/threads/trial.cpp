// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/trial.h"

#include <stdexcept>
#include <utility>

#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

Trial::Trial(TrialCall call, const std::shared_ptr<const SinkSetup>& setup, Clock::time_point now)
    : call_(std::move(call)), worker_(std::make_shared<WorkerPool::Worker>()) {
  worker_->dismissed = true;
  worker_->call = std::make_shared<Call>(setup);
  worker_->call->isTrial = true;
  worker_->call->begin(now);
}

bool Trial::run(const std::stop_token& stop) {
  auto& call = *worker_->call;
  try {
    outcome_ = call_(*call.setup, call.deadline(), stop);
  } catch (...) {
    error_ = currentExceptionText();
  }
  return call.end();
}

Outcome Trial::outcome() const {
  if (worker_->over && error_) throw std::runtime_error(*error_);
  if (worker_->over) return outcome_;
  if (isWalledOff()) throw PluginHangs("the call does not return; Herald asks nothing more of this sink until it does");
  throw std::runtime_error("the sink was stopped during the test: try again after the reload");
}

}  // namespace herald::core
