// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClockTest : public BothKindsTest {};

FOR_BOTH_KINDS_OF_SINK(ClockTest);

TEST_P(ClockTest, set_by_years_it_ends_nothing_and_moves_no_attempt) {
  constexpr auto kYears = 24h * 3650;
  for (const auto& [jump, synchronized] : {std::pair(kYears, true), {-2 * kYears, true}, {kYears, false}}) {
    auto setup = setupOf(std::make_shared<ScriptedSink>(std::deque{retry(503)}));
    setup.retry.first = setup.retry.most = 10s;
    setup.retry.ages = {.lifecycle = 1h, .error = 1h, .progress = 1h, .other = 1h};
    dispatcher.set(setup);
    publish({"a1", "a2"});
    finish();
    time.setWallClock(time.wallClock() + jump, synchronized);
    publish({"b1"});
    finish();
    EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2"));
    passWait(5s, 10s);
    finish();
    EXPECT_THAT(waitingIds(outbox), IsEmpty());
  }
  const auto counts = outbox.counts("slack");
  EXPECT_EQ(counts.totals.delivered, 9u);
  EXPECT_EQ(counts.deadLetters, 0u);
  EXPECT_THAT(counts.dropped, IsEmpty());
}

}  // namespace
}  // namespace herald::core
