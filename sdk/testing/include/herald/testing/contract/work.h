// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "herald/async_sink.h"
#include "herald/testing/contract/subject.h"
#include "herald/testing/contract/watchdog.h"
#include "herald/testing/fake_feed.h"
#include "herald/testing/hostile_events.h"

namespace herald::test {

/// Makes a call that may throw a std::exception. Returns its text; empty if it throws nothing. The test fails if it
/// throws anything else.
template <typename Call>
std::string whatItThrows(Call call) {
  try {
    call();
    return {};
  } catch (const Failure& failure) {
    const std::string reason = failure.what();
    EXPECT_NE(failure.verdict(), Outcome::Verdict::Delivered) << "a Failure cannot have the verdict Delivered";
    EXPECT_NE(reason, "") << "a Failure without a reason: say what is wrong, and what to do";
    return reason.empty() ? "failed" : reason;
  } catch (const std::exception& error) {
    return std::string("threw ") + error.what();
  } catch (...) {
    ADD_FAILURE() << "it throws an exception that is not a std::exception";
    return "threw";
  }
}

/// The events that a print makes, with ids of their own. `device` is part of each id.
inline std::vector<Event> printOf(const std::string& device) {
  std::vector<Event> events{event("PrintStarted"),
                            progress(10),
                            progress(50),
                            event("PrintPaused"),
                            event("PrintPaused"),
                            event("PrintDone", R"({"time":50.2})", R"({"heraldVariable":"RENDERED"})"),
                            event("Error", R"({"error":"too hot"})")};
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].device = events[i].source = device;
    events[i].id = "0190163d-8694-739b-aea5-" + device + std::to_string(i);
    events[i].time += std::chrono::minutes(i);
  }
  return events;
}

/// The first attempt to deliver `event`, which must outlive it: with a deadline, as every attempt of Herald.
inline Attempt timedAttempt(const Event& event, std::string_view message = "Your print has started.") {
  Attempt made = attempt(event, message);
  made.deadline = Clock::now() + std::chrono::seconds(10);
  return made;
}

/// Attempts of an AsyncSink that were begun, and how they went. They live until all have ended.
class Begun {
 public:
  explicit Begun(AsyncSink& sink) : sink_(sink) {}
  ~Begun() { outcomes(); }
  Begun(const Begun&) = delete;
  Begun& operator=(const Begun&) = delete;

  /// Begins another attempt. The event must outlive this object.
  void begin(const Attempt& attempt) {
    auto& one = all_.emplace_back(std::make_unique<One>(attempt));
    const Completion done([own = one.get()](Outcome outcome) { own->outcome.set_value(std::move(outcome)); });
    const auto thrown = whatItThrows([&] { sink_.begin(one->attempt, done); });
    if (!thrown.empty()) done({.verdict = Outcome::Verdict::Retry, .reason = thrown});
  }

  /// Waits until all have ended.
  const std::vector<Outcome>& outcomes() {
    for (; ended_.size() < all_.size();) ended_.push_back(all_[ended_.size()]->outcome.get_future().get());
    return ended_;
  }

 private:
  struct One {
    explicit One(const Attempt& made) : attempt(made) {}
    Attempt attempt;
    std::promise<Outcome> outcome{};
  };

  AsyncSink& sink_;
  std::vector<std::unique_ptr<One>> all_{};
  std::vector<Outcome> ended_{};
};

/// Delivers an event as Herald does, and returns the outcome; what the sink throws is one too. An AsyncSink begins it.
inline Outcome delivered(Sink& sink, const Attempt& attempt) {
  if (auto* async = dynamic_cast<AsyncSink*>(&sink)) {
    Begun begun(*async);
    begun.begin(attempt);
    return begun.outcomes().front();
  }
  Outcome outcome;
  const auto thrown = whatItThrows([&] { outcome = sink.deliver(attempt); });
  if (!thrown.empty()) outcome = {.verdict = Outcome::Verdict::Retry, .reason = thrown};
  return outcome;
}

/// A feed for one run. It requests the stop at the first sign of life, and after a moment if there is none.
class ShortFeed : public FakeFeed {
 public:
  ShortFeed() { host.network().otherwise(LiveHost::tokenAnswer()); }

  using FakeFeed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    published();
    FakeFeed::publish(events, notes);
  }
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    requestStop();
  }
  bool waitFor(Millis time) override {
    requestStop();
    return FakeFeed::waitFor(time);
  }

  /// Runs the source to its end, which comes after `moment` if there is no sign of life. Returns what it throws.
  std::string run(Source& source, Millis moment = Millis(200)) {
    const Alarm soon(moment, [this] { requestStop(); });
    auto thrown = whatItThrows([&] { source.run(*this); });
    hasEnded_ = true;
    return thrown;
  }

  /// True if the source has published after run() has returned.
  bool publishedLate() const { return publishedLate_; }

 protected:
  void take(std::span<HeldEvent> events) override {
    published();
    FakeFeed::take(events);
  }

 private:
  void published() {
    if (hasEnded_) publishedLate_ = true;
    requestStop();
  }

  std::atomic<bool> hasEnded_ = false, publishedLate_ = false;
};

/// Lets the plugin do its work once, whatever its kind.
inline void workOnce(Plugin& plugin) {
  const Event event = printOf("mk3").front();
  if (auto* sink = dynamic_cast<Sink*>(&plugin)) delivered(*sink, timedAttempt(event));
  if (auto* transform = dynamic_cast<Transform*>(&plugin)) whatItThrows([&] { applied(*transform, event); });
  if (auto* source = dynamic_cast<Source*>(&plugin)) ShortFeed().run(*source);
}

}  // namespace herald::test
