// SPDX-License-Identifier: Apache-2.0
#include "herald/async_sink.h"

#include <atomic>
#include <future>
#include <utility>

namespace herald::inline v1 {

/// What all copies share.
class Completion::End {
 public:
  explicit End(std::function<void(Outcome)> done) : done_(std::move(done)) {}
  ~End() {
    call({.verdict = Outcome::Verdict::Retry,
          .reason = "the sink gave no answer: its plugin dropped the attempt; tell its author"});
  }
  End(const End&) = delete;
  End& operator=(const End&) = delete;

  void call(Outcome outcome) {
    if (called_.test_and_set()) return;
    // What it holds goes with the call: a copy of the end may be kept for long.
    const auto done = std::exchange(done_, {});
    if (done) done(std::move(outcome));
  }

 private:
  std::atomic_flag called_{};
  std::function<void(Outcome)> done_;
};

Completion::Completion(std::function<void(Outcome outcome)> done) : end_(std::make_shared<End>(std::move(done))) {}

void Completion::operator()(Outcome outcome) const { end_->call(std::move(outcome)); }

Outcome awaitOutcome(AsyncSink& sink, const Attempt& attempt) {
  const auto outcome = std::make_shared<std::promise<Outcome>>();
  sink.begin(attempt, Completion([outcome](Outcome how) { outcome->set_value(std::move(how)); }));
  return outcome->get_future().get();
}

}  // namespace herald::inline v1
