// SPDX-License-Identifier: Apache-2.0
#include <latch>

#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class RateTest : public BothKindsTest {
 protected:
  std::shared_ptr<ScriptedSink> addLimited(const Rate& rate, std::deque<Outcome> outcomes = {},
                                           const std::string& name = "slack", const std::string& shared = {}) {
    const auto sink = std::make_shared<ScriptedSink>(std::move(outcomes));
    auto setup = setupOf(sink, name);
    setup.rate = rate;
    setup.sharedRate = shared;
    dispatcher.set(setup);
    return sink;
  }
};

FOR_BOTH_KINDS_OF_SINK(RateTest);

TEST_P(RateTest, what_comes_faster_waits_and_nothing_is_lost) {
  const auto sink = addLimited(parseRate("20/min"));
  publish({"a1", "b1", "a2"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  passWait(3s, 3s);
  sink->calls.await(2);
  passWait(3s, 3s);
  EXPECT_THAT(sink->calls.await(3), ElementsAre("a1", "b1", "a2"));
  finish();
  time.advance(1h);
  publish({"a3"});
  finish();
  EXPECT_EQ(sink->calls.all().size(), 4u) << "after a pause, at once";
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
}

TEST_P(RateTest, waiting_for_it_is_no_attempt) {
  std::vector<int> numbers;
  auto setup = setupOf(std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    numbers.push_back(attempt.number);
    EXPECT_EQ(attempt.deadline, time.now() + 10s);
    return Outcome{};
  }));
  setup.rate = parseRate("1/h");
  setup.timeout = 10s;
  dispatcher.set(setup);
  publish({"a1", "a2"});
  passWait(1h, 1h);
  finish();
  EXPECT_THAT(numbers, ElementsAre(1, 1));
}

TEST_P(RateTest, what_is_not_attempted_after_all_costs_nothing) {
  const auto sink = addLimited(parseRate("1/h"));
  publish({"a1", "a2"});
  finish();
  outbox.purge("slack");
  passWait(1h, 1h);
  finish();
  publish({"b1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1"));
}

TEST_P(RateTest, a_burst_goes_at_once) {
  const auto sink = addLimited({.count = 1, .per = 1h, .burst = 3});
  publish({"a1", "a2", "b1", "c1"});
  finish();
  EXPECT_EQ(sink->calls.all().size(), 3u);
}

TEST_P(RateTest, a_retry_takes_its_turn_like_the_rest) {
  const auto sink = addLimited(parseRate("1/min"), {retry(503)});
  publish({"a1", "b1"});
  passWait(1min, 1min);
  sink->calls.await(2);
  passWait(1min, 1min);
  EXPECT_THAT(sink->calls.await(3), ElementsAre("a1", "b1", "a1"));
}

TEST_P(RateTest, sinks_of_one_name_share_one) {
  const auto one = addLimited(parseRate("1/min"), {}, "slack", "slack.com");
  const auto other = addLimited(parseRate("1/min"), {}, "team", "slack.com");
  const auto third = addLimited(parseRate("1/min"), {}, "mail", "mail.example");
  publish({"a1"});
  finish();
  publish({"a1"}, "team");
  publish({"a1"}, "mail");
  third->calls.await(1);
  finish();
  EXPECT_THAT(other->calls.all(), ElementsAre());
  passWait(1min, 1min);
  other->calls.await(1);
  EXPECT_EQ(one->calls.all().size(), 1u);
}

TEST_P(RateTest, a_reload_grants_no_second_burst_and_another_rate_holds_at_once) {
  addLimited(parseRate("1/h"));
  publish({"a1", "a2"});
  finish();
  const auto same = addLimited(parseRate("1/h"));
  finish();
  EXPECT_EQ(same->calls.all().size(), 0u);
  const auto unlimited = addLimited({});
  EXPECT_THAT(unlimited->calls.await(1), ElementsAre("a2"));
}

}  // namespace
}  // namespace herald::core
