// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "herald/async_sink.h"

#include "testing/record.h"

namespace herald::core {

/// For tests: a sink that keeps what was begun until the test ends it. `calls` has the event from begin() on.
class HandSink final : public Sink, public AsyncSink {
 public:
  /// `onBegin` runs in each begin(), after the attempt was kept. May be empty.
  explicit HandSink(std::function<void(HandSink& sink, const Attempt& attempt)> onBegin = {})
      : onBegin_(std::move(onBegin)) {}
  ~HandSink() override {
    if (onEnd) onEnd();
  }

  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }

  void begin(const Attempt& attempt, Completion done) override {
    {
      const std::lock_guard guard(mutex_);
      begun_.emplace_back(attempt.event.id, std::move(done));
      threads_.push_back(std::this_thread::get_id());
      order_.emplace_back(attempt.event.device, attempt.event.subject);
    }
    calls.add(attempt.event.id);
    if (onBegin_) onBegin_(*this, attempt);
  }

  /// The end of an attempt, whose event was begun once more often than it was taken. Takes it.
  Completion take(const std::string& event) {
    const std::lock_guard guard(mutex_);
    for (auto one = begun_.begin(); one != begun_.end(); ++one) {
      if (one->first != event) continue;
      auto done = std::move(one->second);
      begun_.erase(one);
      return done;
    }
    throw std::out_of_range(event + " is not under way");
  }

  void end(const std::string& event, Outcome outcome = {}) { take(event)(std::move(outcome)); }

  /// Ends everything that is under way and what begins meanwhile.
  void endAll() {
    for (;;) {
      std::vector<std::pair<std::string, Completion>> all;
      {
        const std::lock_guard guard(mutex_);
        all.swap(begun_);
      }
      if (all.empty()) return;
      for (const auto& [event, done] : all) done({});
    }
  }

  void drop() {
    std::vector<std::pair<std::string, Completion>> all;
    const std::lock_guard guard(mutex_);
    all.swap(begun_);
  }

  /// The threads of the calls of begin(), in their order.
  std::vector<std::thread::id> threads() const {
    const std::lock_guard guard(mutex_);
    return threads_;
  }

  /// Device and subject of each attempt, in the order of their beginnings.
  std::vector<std::pair<std::string, std::string>> order() const {
    const std::lock_guard guard(mutex_);
    return order_;
  }

  Record calls{};
  std::function<void()> onEnd{};

 private:
  const std::function<void(HandSink& sink, const Attempt& attempt)> onBegin_;
  mutable std::mutex mutex_{};
  std::vector<std::pair<std::string, Completion>> begun_{};
  std::vector<std::thread::id> threads_{};
  std::vector<std::pair<std::string, std::string>> order_{};
};

}  // namespace herald::core
