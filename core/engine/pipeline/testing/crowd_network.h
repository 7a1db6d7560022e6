// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "herald/async_sink.h"

namespace herald::core {

/// For tests: what all instances of a sink send to. Its two threads end what is under way, in any order. Now and then
/// it refuses an event, or throws. It notes whether the events of each device arrive once and in their order, by the
/// numbers in their subjects. Its user ends it after the sinks.
class CrowdNetwork {
 public:
  /// What the receiver has got.
  struct Seen {
    int delivered = 0;
    bool ordered = true;
  };

  /// Nobody answers until open(), except that what is asked to stop gives up.
  CrowdNetwork() {
    for (auto& thread : threads_) thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  void begin(const Attempt& attempt, Completion done) {
    auto one = std::make_unique<UnderWay>(*this, attempt, std::move(done));
    {
      const std::lock_guard guard(mutex_);
      if (!isOpen_ || ++begun_ % 97 != 0) underWay_.push_back(std::move(one));
    }
    if (one) throw std::runtime_error("a bug");
    changed_.notify_all();
  }

  /// Blocks until so many attempts are under way at once.
  void await(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return underWay_.size() >= count; });
  }

  void open() {
    const std::lock_guard guard(mutex_);
    isOpen_ = true;
    changed_.notify_all();
  }

  Seen seen() const {
    const std::lock_guard guard(mutex_);
    return seen_;
  }

 private:
  struct UnderWay {
    UnderWay(CrowdNetwork& network, const Attempt& made, Completion end)
        : attempt(made), done(std::move(end)), onStop(made.stop, Wake{network}) {}
    struct Wake {
      CrowdNetwork& network;
      void operator()() const {
        { const std::lock_guard guard(network.mutex_); }
        network.changed_.notify_all();
      }
    };

    const Attempt& attempt;  // until `done` was called
    const Completion done;
    const std::stop_callback<Wake> onStop;
  };

  void run(const std::stop_token& stop) {
    for (;;) {
      std::unique_ptr<UnderWay> one;
      Outcome outcome;
      {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return (one = take()) != nullptr; })) return;
        outcome = answer(one->attempt);
      }
      one->done(std::move(outcome));
    }
  }

  // What follows needs the mutex.

  /// Anything that may end. Null if there is nothing.
  std::unique_ptr<UnderWay> take() {
    const auto mayEnd = [this](const auto& one) { return isOpen_ || one->attempt.stop.stop_requested(); };
    if (underWay_.empty()) return nullptr;
    std::swap(underWay_.back(), underWay_[random_() % underWay_.size()]);
    const auto found = std::find_if(underWay_.rbegin(), underWay_.rend(), mayEnd);
    if (found == underWay_.rend()) return nullptr;
    std::swap(*found, underWay_.back());
    auto taken = std::move(underWay_.back());
    underWay_.pop_back();
    return taken;
  }

  Outcome answer(const Attempt& attempt) {
    if (attempt.stop.stop_requested()) return {.verdict = Outcome::Verdict::Retry, .reason = "it gave up"};
    if (++answers_ % 13 == 0) return {.verdict = Outcome::Verdict::Retry, .reason = "503", .status = 503};
    auto& last = last_[attempt.event.device];
    seen_.ordered = seen_.ordered && std::stoi(attempt.event.subject) == ++last;
    ++seen_.delivered;
    return {};
  }

  mutable std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::vector<std::unique_ptr<UnderWay>> underWay_{};
  std::map<std::string, int> last_{};  // by device
  Seen seen_{};
  std::minstd_rand random_{1};
  int begun_ = 0, answers_ = 0;
  bool isOpen_ = false;
  std::array<std::jthread, 2> threads_{};  // the last member: they use the others
};

}  // namespace herald::core
