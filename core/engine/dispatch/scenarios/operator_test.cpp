// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/dispatch/testing/hanging_sink.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = SinkStatus::State;

class OperatorTest : public BothKindsTest {};

FOR_BOTH_KINDS_OF_SINK(OperatorTest);

TEST_P(OperatorTest, a_paused_sink_begins_no_attempt_and_keeps_what_comes) {
  const auto sink = add(std::make_shared<ScriptedSink>());
  EXPECT_TRUE(dispatcher.pause("slack"));
  publish({"a1", "b1"});
  finish();
  time.advance(100h);
  finish();
  EXPECT_THAT(sink->calls.all(), IsEmpty());
  EXPECT_EQ(state(), State::Paused);
  EXPECT_EQ(status().waiting, 2u);
  EXPECT_EQ(status().nextAttempt, std::nullopt);
  EXPECT_TRUE(dispatcher.retryNow("slack"));
  finish();
  EXPECT_THAT(sink->calls.all(), IsEmpty()) << "a pause is ended by resume alone";
  EXPECT_TRUE(dispatcher.resume("slack"));
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "b1"));
  finish();
  EXPECT_EQ(state(), State::Healthy);
}

TEST_P(OperatorTest, a_pause_lets_the_attempt_under_way_end) {
  const auto sink = add(std::make_shared<HangingSink>());
  publish({"a1", "a2"});
  sink->calls.await(1);
  dispatcher.pause("slack");
  EXPECT_EQ(status().inFlight, 1u);
  sink->release.count_down();
  finish();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
  EXPECT_EQ(status().inFlight, 0u);
}

TEST_P(OperatorTest, nobody_answers_for_a_sink_that_is_not_there) {
  EXPECT_FALSE(dispatcher.pause("nobody"));
  EXPECT_FALSE(dispatcher.resume("nobody"));
  EXPECT_FALSE(dispatcher.drain("nobody"));
  EXPECT_FALSE(dispatcher.retryNow("nobody"));
}

TEST_P(OperatorTest, resume_ends_a_hold_a_stop_and_a_backoff_at_once) {
  for (const auto& outcome : {hold(), gone(), retry(503), retry(0), retry(429, 1000s)}) {
    const auto sink = add(std::make_shared<ScriptedSink>(std::deque{outcome}), "x");
    publish({"a1"}, "x");
    finish();
    EXPECT_EQ(sink->calls.all().size(), 1u) << outcome.reason;
    dispatcher.resume("x");
    EXPECT_EQ(sink->calls.await(2).size(), 2u) << outcome.reason;
    finish();
    dispatcher.remove({"x"});
  }
}

TEST_P(OperatorTest, retry_now_makes_due_what_waits_and_a_probe_under_way_stays_the_only_one) {
  std::latch inside(1), release(1);
  std::atomic<int> call = 0;
  const auto sink = std::make_shared<ScriptedSink>(
      [&](const Attempt&) {
        if (++call == 1) return retry(0);
        if (call == 2) {
          inside.count_down();
          release.wait();
        }
        return Outcome{};
      },
      true);
  auto setup = setupOf(sink);
  setup.concurrency = 4;
  dispatcher.set(setup);
  publish({"a1"});
  finish();
  publish({"b1"});
  dispatcher.retryNow("slack");
  inside.wait();
  dispatcher.retryNow("slack");
  for (int i = 0; i < 100; ++i) std::this_thread::yield();
  EXPECT_EQ(sink->calls.all().size(), 2u);
  release.count_down();
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_P(OperatorTest, a_drain_delivers_what_is_there_pauses_and_leaves_the_rest_in_the_outbox) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(0)}));
  publish({"a1", "b1"});
  finish();
  EXPECT_TRUE(dispatcher.drain("slack"));
  sink->calls.await(2);
  finish();
  host->lines.await(3);
  EXPECT_THAT(host->lines.all().back(), HasSubstr("drained"));
  EXPECT_EQ(state(), State::Paused);
  EXPECT_EQ(status().reason, "drained");
  publish({"a2"});
  finish();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
  dispatcher.resume("slack");
  EXPECT_THAT(sink->calls.await(4), ElementsAre("a1", "b1", "a1", "a2"));
}

TEST_P(OperatorTest, a_drain_says_how_much_is_left_and_what_comes_meanwhile_waits) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(0), retry(0)}));
  publish({"a1", "b1", "a2"});
  finish();
  dispatcher.drain("slack");
  sink->calls.await(2);
  publish({"c1", "a3"});
  finish();
  EXPECT_TRUE(status().draining);
  EXPECT_EQ(status().drainLeft, 3u);
  EXPECT_EQ(status().waiting, 5u);
  dispatcher.retryNow("slack");
  sink->calls.await(5);
  finish();
  EXPECT_EQ(state(), State::Paused);
  EXPECT_FALSE(status().draining);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("c1", "a3"));
}

TEST_P(OperatorTest, a_drain_of_nothing_is_over_at_once) {
  add(std::make_shared<ScriptedSink>());
  dispatcher.drain("slack");
  host->lines.await(1);
  EXPECT_EQ(state(), State::Paused);
}

TEST_P(OperatorTest, the_status_tells_since_when_and_what_comes_next) {
  add(std::make_shared<ScriptedSink>(std::deque{retry(429, 30s)}));
  time.advance(10s);
  publish({"a1"});
  finish();
  const auto failed = time.wallClock();
  time.advance(10s);
  EXPECT_EQ(state(), State::Failing);
  EXPECT_EQ(status().since, failed);
  EXPECT_EQ(status().nextAttempt, 20s);
  EXPECT_EQ(status().reason, "status 429");
  EXPECT_EQ(status().lastSuccess, std::nullopt);
  passWait(20s, 20s);
  finish();
  EXPECT_EQ(status().lastSuccess, time.wallClock());
  EXPECT_EQ(status().since, time.wallClock());
  EXPECT_EQ(status().reason, "");
  EXPECT_EQ(status().failed, 1u);
  EXPECT_EQ(status().retried, 1u);
  EXPECT_EQ(status().delivered, 1u);
  EXPECT_EQ(status().attemptTime.count, 2u);
  EXPECT_EQ(status().deliveryTime.count, 1u);
  EXPECT_EQ(status().deliveryTime.sum, 30s);
}

}  // namespace
}  // namespace herald::core
