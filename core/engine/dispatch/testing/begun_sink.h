// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/delivery_log/attempt_trace.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/dispatch/threads/attempt.h"
#include "herald/async_sink.h"

namespace herald::core {

/// For tests: a sink as an AsyncSink. Each attempt of it runs on a thread of its own, and ends there; its log goes
/// along, as the HTTP clients of Herald do it. Like a good plugin, it waits for its threads in its destructor.
class BegunSink final : public Sink, public AsyncSink {
 public:
  explicit BegunSink(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}

  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return sink_->concurrent(); }
  Outcome deliver(const Attempt& attempt) override { return sink_->deliver(attempt); }

  void begin(const Attempt& attempt, Completion done) override {
    const std::lock_guard guard(mutex_);
    std::erase_if(running_, [](const auto& one) { return one.over->load(); });
    const auto over = std::make_shared<std::atomic<bool>>(false);
    running_.push_back(
        {over, std::jthread([this, &attempt, done = std::move(done), over, trace = AttemptTrace::ofThisThread()] {
           const AttemptTrace::Scope traced(trace);
           done(deliverOf(attempt));
           *over = true;
         })});
  }

 private:
  struct Running {
    std::shared_ptr<std::atomic<bool>> over;
    std::jthread thread;
  };

  Outcome deliverOf(const Attempt& attempt) {
    try {
      return sink_->deliver(attempt);
    } catch (...) {
      return thrownOutcome();
    }
  }

  const std::shared_ptr<Sink> sink_;
  std::mutex mutex_{};
  std::list<Running> running_{};
};

}  // namespace herald::core
