// SPDX-License-Identifier: Apache-2.0
#include "token_store.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "herald/testing/fake_host.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using Verdict = Outcome::Verdict;

constexpr int kCallers = 20;
constexpr auto kNoDeadline = Clock::time_point::max();

/// Counts the calls of now(). Each get() calls it once with the store's lock held, right before it waits.
class CountingHost : public test::FakeHost {
 public:
  Clock::time_point now() const override {
    ++calls;
    calls.notify_all();
    return FakeHost::now();
  }
  void awaitCalls(int count) const {
    for (int seen = calls; seen < count; seen = calls) calls.wait(seen);
  }
  mutable std::atomic<int> calls = 0;
};

class TokenStoreTest : public ::testing::Test {
 protected:
  TokenResult fresh(Millis life = 1h) {
    const auto now = host_.FakeHost::now();
    return {std::make_shared<const Token>(Token{"{}", now + life / 2, now + life}), {}};
  }
  static TokenResult failure() { return {nullptr, {.verdict = Verdict::Hold, .reason = "no token"}}; }

  std::shared_ptr<const Token> token() { return store_.get(kNoDeadline, {}).token; }

  CountingHost host_;
  std::atomic<int> fetches_ = 0;
  std::stop_source stop_{};
  std::function<TokenResult()> fetch_ = [this] { return fresh(); };
  TokenStore store_{[this](Clock::time_point, const std::stop_token&) {
                      ++fetches_;
                      return fetch_();
                    },
                    host_};
};

TEST_F(TokenStoreTest, FetchesOneTokenForManyThreads) {
  fetch_ = [this] {
    host_.awaitCalls(kCallers);  // all are in get(), and all except this one wait
    return fresh();
  };
  std::vector<std::shared_ptr<const Token>> got(kCallers);
  {
    std::vector<std::jthread> workers;
    for (auto& one : got) workers.emplace_back([this, &one] { one = token(); });
  }
  EXPECT_EQ(fetches_, 1);
  for (const auto& one : got) EXPECT_EQ(one, got.front());
  EXPECT_TRUE(got.front());
}

TEST_F(TokenStoreTest, ReturnsAFailureToAllWaitingThreads) {
  fetch_ = [this] {
    host_.awaitCalls(kCallers);
    return failure();
  };
  std::vector<TokenResult> got(kCallers);
  {
    std::vector<std::jthread> workers;
    for (auto& one : got) workers.emplace_back([this, &one] { one = store_.get(kNoDeadline, {}); });
  }
  EXPECT_EQ(fetches_, 1);
  for (const auto& one : got) {
    EXPECT_FALSE(one.token);
    EXPECT_EQ(one.failure.verdict, Verdict::Hold);
    EXPECT_EQ(one.failure.reason, "no token");
  }
  fetch_ = [this] { return fresh(); };
  EXPECT_TRUE(token()) << "it must not keep a failure";
}

TEST_F(TokenStoreTest, FetchesAgainIfTheFirstThreadRunsOutOfTime) {
  fetch_ = [&] {
    if (fetches_ > 1) return fresh();
    host_.awaitCalls(2);
    stop_.request_stop();
    return failure();
  };
  TokenResult givenUp, got;
  {
    std::jthread first([&] { givenUp = store_.get(kNoDeadline, stop_.get_token()); });
    host_.awaitCalls(1);
    got = store_.get(kNoDeadline, {});
  }
  EXPECT_FALSE(givenUp.token);
  EXPECT_TRUE(got.token);
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenStoreTest, CanFetchAgainAfterAnException) {
  fetch_ = []() -> TokenResult { throw std::runtime_error("out of memory"); };
  EXPECT_THROW(token(), std::runtime_error);
  fetch_ = [this] { return fresh(); };
  EXPECT_TRUE(token());
}

TEST_F(TokenStoreTest, EndsAWaitAtTheDeadlineOrAStop) {
  std::latch waited(1);
  fetch_ = [&] {
    waited.wait();
    return fresh();
  };
  std::jthread first([this] { token(); });
  host_.awaitCalls(1);
  const TokenResult late = store_.get(Clock::now(), {});
  stop_.request_stop();
  const TokenResult stopped = store_.get(kNoDeadline, stop_.get_token());
  waited.count_down();
  EXPECT_FALSE(late.token);
  EXPECT_EQ(late.failure.verdict, Verdict::Retry);
  EXPECT_FALSE(stopped.token);
}

TEST_F(TokenStoreTest, ReplacesATokenBeforeItsEnd) {
  const auto first = token();
  host_.advance(30min - 1ms);
  EXPECT_EQ(token(), first);
  host_.advance(1ms);
  EXPECT_NE(token(), first);
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenStoreTest, UsesATokenUntilItsEndIfItCannotBeReplaced) {
  const auto first = token();
  fetch_ = [] { return failure(); };
  host_.advance(30min);
  EXPECT_EQ(token(), first);
  EXPECT_EQ(token(), first) << "it must not ask again immediately";
  EXPECT_EQ(fetches_, 2);
  ASSERT_EQ(host_.lines().size(), 1u);
  EXPECT_EQ(host_.lines()[0].text, "no token; the sink uses the old token until its end");
  host_.advance(10s);
  EXPECT_EQ(token(), first);
  EXPECT_EQ(fetches_, 3);
  host_.advance(30min);
  EXPECT_FALSE(token());
}

TEST_F(TokenStoreTest, ReturnsTheOldTokenWhileItIsReplaced) {
  const auto first = token();
  host_.advance(30min);
  std::latch returned(1);
  fetch_ = [&] {
    returned.wait();
    return fresh();
  };
  const int calls = host_.calls;
  std::jthread other([this] { token(); });
  host_.awaitCalls(calls + 1);
  const auto meanwhile = token();
  returned.count_down();
  EXPECT_EQ(meanwhile, first);
}

TEST_F(TokenStoreTest, DiscardsOnlyTheRejectedToken) {
  const auto first = token();
  store_.invalidate(first);
  const auto second = token();
  EXPECT_NE(second, first);
  for (int i = 0; i < kCallers; ++i) store_.invalidate(first);
  EXPECT_EQ(token(), second);
  EXPECT_EQ(fetches_, 2);
}

}  // namespace
}  // namespace herald::webhook
