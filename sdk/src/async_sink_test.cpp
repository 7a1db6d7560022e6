// SPDX-License-Identifier: Apache-2.0
#include "herald/async_sink.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "herald/testing/builders.h"

namespace herald {
namespace {

/// What a completion was called with.
class CompletionTest : public ::testing::Test {
 protected:
  Completion completion() {
    return Completion([this](const Outcome& outcome) { reasons.push_back(outcome.reason); });
  }

  std::vector<std::string> reasons{};
};

TEST_F(CompletionTest, gives_the_outcome_of_the_first_call_of_all_copies) {
  {
    const auto done = completion();
    const auto copy = done;
    copy({.reason = "first"});
    done({.reason = "second"});
  }
  EXPECT_EQ(reasons, std::vector<std::string>{"first"});
}

TEST_F(CompletionTest, ends_as_retry_when_the_last_copy_goes) {
  std::optional<Outcome> ended;
  std::optional<Completion> done(std::in_place, [&](Outcome outcome) { ended = std::move(outcome); });
  std::optional<Completion> copy = done;
  done.reset();
  EXPECT_FALSE(ended);
  copy.reset();
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->verdict, Outcome::Verdict::Retry);
  EXPECT_NE(ended->reason.find("gave no answer"), std::string::npos);
}

TEST_F(CompletionTest, keeps_nothing_of_its_host_after_the_call) {
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> watched = held;
  const Completion done([held](const Outcome&) {});
  held.reset();
  EXPECT_FALSE(watched.expired());
  done({});
  EXPECT_TRUE(watched.expired());
}

TEST_F(CompletionTest, is_called_once_by_many_threads) {
  const auto done = completion();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([done] { done({.reason = "one of them"}); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(reasons.size(), 1U);
}

/// Does with an attempt what the test says.
class OneAttempt : public AsyncSink {
 public:
  explicit OneAttempt(std::function<void(const Completion&)> act) : act_(std::move(act)) {}
  void begin(const Attempt&, Completion done) override { act_(done); }

 private:
  const std::function<void(const Completion&)> act_;
};

Outcome awaited(const std::function<void(const Completion&)>& act) {
  OneAttempt sink(act);
  const Event event = test::event("PrintDone");
  return awaitOutcome(sink, test::attempt(event, "done"));
}

TEST(AwaitOutcome, returns_how_the_attempt_ended) {
  EXPECT_EQ(awaited([](const Completion& done) { done({.reason = "at once"}); }).reason, "at once");
  std::jthread other;
  EXPECT_EQ(
      awaited([&](const Completion& done) { other = std::jthread([done] { done({.reason = "elsewhere"}); }); }).reason,
      "elsewhere");
  EXPECT_EQ(awaited([](const Completion&) {}).verdict, Outcome::Verdict::Retry) << "nobody ends it";
}

TEST(AwaitOutcome, throws_what_begin_throws) {
  EXPECT_THROW(awaited([](const Completion&) { throw std::runtime_error("no"); }), std::runtime_error);
}

}  // namespace
}  // namespace herald
