// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/dispatch/testing/outbox_requests.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AlertTest : public BothKindsTest {
 protected:
  std::shared_ptr<ScriptedSink> addAlerting(std::deque<Outcome> outcomes, Millis after) {
    const auto sink = std::make_shared<ScriptedSink>(std::move(outcomes));
    auto setup = setupOf(sink);
    setup.retry.alertAfter = after;
    setup.retry.first = setup.retry.most = 100s;
    dispatcher.set(setup);
    return sink;
  }
};

FOR_BOTH_KINDS_OF_SINK(AlertTest);

TEST_P(AlertTest, a_failure_that_a_retry_mends_is_not_announced) {
  const auto sink = addAlerting({retry(0), retry(503)}, 1000s);
  publish({"a1"});
  passWait(50s, 100s);
  passWait(50s, 100s);
  sink->calls.await(3);
  finish();
  time.advance(10000s);
  finish();
  EXPECT_THAT(news.all(), IsEmpty());
}

TEST_P(AlertTest, a_sink_that_goes_on_failing_is_told_once_and_again_when_it_works) {
  const auto sink = addAlerting({retry(0), retry(0)}, 20s);
  publish({"a1", "a2"});
  passWait(20s, 20s);
  EXPECT_THAT(news.await(1), ElementsAre("failing: slack, status 0, 2 wait"));
  passWait(30s, 80s);
  passWait(50s, 100s);
  sink->calls.await(4);
  finish();
  EXPECT_THAT(news.await(2), ElementsAre("failing: slack, status 0, 2 wait", "works again: slack, , 1 wait"));
}

TEST_P(AlertTest, what_cannot_mend_itself_is_told_at_once) {
  for (const auto& [name, outcome] : {std::pair("x", hold()), std::pair("y", gone())}) {
    add(std::make_shared<ScriptedSink>(std::deque{outcome, outcome}), name);
    publish({"a1"}, name);
    finish();
    dispatcher.retryNow(name);
    finish();
  }
  EXPECT_THAT(news.all(), ElementsAre("failing: x, 401: check the token, 1 wait", "failing: y, 410, 1 wait"));
}

TEST_P(AlertTest, nobody_is_told_of_a_sink_that_he_paused) {
  publish({"a1"});
  Schedule schedule(outbox, time, "slack", {.alertAfter = 20s});
  readAndCheck(schedule, outbox, time);
  schedule.conclude(*nextClaimed(schedule, outbox, time), retry(0));
  EXPECT_EQ(schedule.checkAt(), time.now() + 20s);
  schedule.pause();
  EXPECT_EQ(schedule.checkAt(), Clock::time_point::max());
  schedule.resume();
  readAndCheck(schedule, outbox, time);
  EXPECT_EQ(schedule.checkAt(), time.now() + 20s);
}

}  // namespace
}  // namespace herald::core
