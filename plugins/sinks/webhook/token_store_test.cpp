// SPDX-License-Identifier: Apache-2.0
#include "token_store.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "herald/testing/fake_host.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using Verdict = Outcome::Verdict;

constexpr int kCallers = 20;
constexpr auto kNoDeadline = Clock::time_point::max();

/// Counts the calls of now(). Each get() calls it once with the store's lock held, before it looks for a call.
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

  /// Waits for the result.
  TokenResult get(Clock::time_point deadline = kNoDeadline, const std::stop_token& stop = {}) {
    const auto result = std::make_shared<std::promise<TokenResult>>();
    store_.get(deadline, stop, [result](TokenResult got) { result->set_value(std::move(got)); });
    return result->get_future().get();
  }
  std::shared_ptr<const Token> token() { return get().token; }

  CountingHost host_;
  std::atomic<int> fetches_ = 0;
  std::stop_source stop_{};
  std::function<TokenResult()> fetch_ = [this] { return fresh(); };
  TokenStore store_{[this](Clock::time_point, const std::stop_token&, const TokenStore::Done& done) {
                      ++fetches_;
                      done(fetch_());
                    },
                    host_};
};

TEST_F(TokenStoreTest, FetchesOneTokenForManyThreads) {
  fetch_ = [this] {
    host_.awaitCalls(kCallers);  // all are in get(): each waits, or finds the token
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

TEST_F(TokenStoreTest, AnAttemptThatWaitedGoesOnAsItself) {
  int inside = 0;
  std::vector<int> seen;
  TokenStore::Done end;
  const auto carry = [&]() -> Resume {
    return [&](const std::function<void()>& work) {
      ++inside;
      work();
      --inside;
    };
  };
  TokenStore store([&](Clock::time_point, const std::stop_token&, TokenStore::Done done) { end = std::move(done); },
                   host_, carry);
  for (int i = 0; i < 2; ++i) store.get(kNoDeadline, {}, [&](const TokenResult&) { seen.push_back(inside); });
  end(fresh());
  EXPECT_THAT(seen, UnorderedElementsAre(0, 1)) << "the first one made the call";
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
    std::jthread first([&] { givenUp = get(kNoDeadline, stop_.get_token()); });
    host_.awaitCalls(1);
    got = get();
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

/// A store whose calls the test ends.
class PendingTokenTest : public TokenStoreTest {
 protected:
  void get(const std::string& who, Clock::time_point deadline = kNoDeadline, const std::stop_token& stop = {}) {
    pending_.get(deadline, stop, [this, who](const TokenResult& result) {
      got_.push_back(who + (result.token ? " has one" : ": " + result.failure.reason));
    });
  }
  void end(std::size_t call, const TokenResult& result) { calls_.at(call)(result); }

  std::vector<TokenStore::Done> calls_{};
  std::vector<std::string> got_{};
  TokenStore pending_{
      [this](Clock::time_point, const std::stop_token&, TokenStore::Done done) { calls_.push_back(std::move(done)); },
      host_};
};

TEST_F(PendingTokenTest, ManyAttemptsWaitForOneCallWithoutAThread) {
  for (const auto* who : {"a", "b", "c"}) get(who);
  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_THAT(got_, IsEmpty());
  end(0, fresh());
  EXPECT_THAT(got_, UnorderedElementsAre("a has one", "b has one", "c has one"));
  get("d");
  EXPECT_EQ(calls_.size(), 1u);
  EXPECT_EQ(got_.back(), "d has one");
}

TEST_F(PendingTokenTest, ReturnsAFailureToAllThatWait) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kCallers; ++i) threads.emplace_back([this] { get("a"); });
  }
  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_THAT(got_, IsEmpty());
  end(0, failure());
  EXPECT_EQ(got_, std::vector<std::string>(kCallers, "a: no token"));
  get("b");
  EXPECT_EQ(calls_.size(), 2u) << "it must not keep a failure";
  end(1, fresh());
  EXPECT_EQ(got_.back(), "b has one");
}

TEST_F(PendingTokenTest, AStopEndsAWaitAndNoOther) {
  get("a");
  get("b", kNoDeadline, stop_.get_token());
  get("c");
  stop_.request_stop();
  ASSERT_EQ(got_.size(), 1u);
  EXPECT_THAT(got_.front(), AllOf(StartsWith("b: "), HasSubstr("the token call took longer")));
  get("d", kNoDeadline, stop_.get_token());
  EXPECT_EQ(got_.size(), 2u) << "the stop was requested before";
  end(0, fresh());
  EXPECT_EQ(got_.size(), 4u);
}

/// In each round, the threads meet at another point.
TEST_F(PendingTokenTest, AStopAndTheEndOfTheCallEndAWaitOnce) {
  constexpr int kRounds = 500;
  std::atomic<int> ends = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    std::stop_source stop;
    get("first");
    pending_.get(kNoDeadline, stop.get_token(), [&](const TokenResult&) { ++ends; });
    std::latch begin(2);
    const std::jthread stops([&] {
      begin.arrive_and_wait();
      stop.request_stop();
    });
    begin.arrive_and_wait();
    end(round, failure());
  }
  EXPECT_EQ(ends, kRounds);
}

TEST_F(PendingTokenTest, AStopWhileAnAttemptJoinsACallEndsItOnce) {
  constexpr int kRounds = 500;
  std::atomic<int> ends = 0;
  get("first");
  for (int round = 0; round < kRounds; ++round) {
    std::stop_source stop;
    std::latch begin(2);
    const std::jthread stops([&] {
      begin.arrive_and_wait();
      stop.request_stop();
    });
    begin.arrive_and_wait();
    pending_.get(kNoDeadline, stop.get_token(), [&](const TokenResult&) { ++ends; });
  }
  end(0, fresh());
  EXPECT_EQ(ends, kRounds);
}

TEST_F(PendingTokenTest, NobodyWaitsForACallThatEndsMuchLaterThanHisAttempt) {
  const auto now = host_.FakeHost::now();
  get("slow", now + 60s);
  get("quick", now + 10s);
  ASSERT_EQ(calls_.size(), 2u);
  get("quick too", now + 9s);
  get("slow too", now + 58s);
  EXPECT_EQ(calls_.size(), 2u);
  end(1, fresh());
  EXPECT_THAT(got_, Contains("quick has one"));
  EXPECT_THAT(got_, Contains("quick too has one"));
  end(0, failure());
  EXPECT_EQ(got_.size(), 4u);
}

TEST_F(PendingTokenTest, OneOfThoseThatWaitCallsAgainIfTheTimeOfTheFirstIsUp) {
  get("a", kNoDeadline, stop_.get_token());
  get("b");
  get("c");
  stop_.request_stop();
  end(0, failure());
  EXPECT_EQ(calls_.size(), 2u) << "one call for both";
  EXPECT_EQ(got_.size(), 1u);
  end(1, fresh());
  EXPECT_EQ(got_.size(), 3u);
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
