// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/dead_letter_ages.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kAge = 10h;

class DeadLetterAgesTest : public ::testing::Test {
 protected:
  void bury(Delivery delivery) { outbox.bury(delivery, {.reason = "400: no", .at = time.now()}); }

  FakeTime time{};
  MemoryOutbox outbox{QueueBounds{.deadLetterAge = kAge}};
  DeadLetterAges letters{outbox, time};
};

TEST_F(DeadLetterAgesTest, end_at_their_time_whatever_their_order) {
  const auto first = storeOne(outbox, make("1"));
  bury(storeOne(outbox, make("2")));
  time.advance(1h);
  bury(first);
  EXPECT_EQ(letters.endTooOld(), time.now() + kAge - 1h);
  time.advance(kAge - 1h - 1ms);
  letters.endTooOld();
  EXPECT_THAT(deadIds(outbox), ElementsAre("1", "2"));
  time.advance(1ms);
  EXPECT_EQ(letters.endTooOld(), time.now() + 1h);
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
  EXPECT_EQ(outbox.counts("slack").dropped.at("too old: dead letter"), 1u);
}

TEST_F(DeadLetterAgesTest, that_are_not_to_be_kept_are_no_reason_to_look_all_the_time) {
  MemoryOutbox none{QueueBounds{.deadLetterAge = Millis(0)}};
  EXPECT_GE(DeadLetterAges(none, time).endTooOld(), time.now() + 1s);
}

TEST_F(DeadLetterAgesTest, without_any_the_next_look_is_before_one_can_be_too_old) {
  EXPECT_EQ(letters.endTooOld(), time.now() + kAge);
  EXPECT_EQ(letters.endTooOld(), time.now() + kAge) << "and it is no work to ask again";
}

TEST_F(DeadLetterAgesTest, that_come_from_a_file_are_looked_at) {
  letters.endTooOld();
  outbox.bury(storeOne(outbox, make("1")), {.reason = "400: no", .at = time.now() - kAge});
  letters.lookAgain();
  letters.endTooOld();
  EXPECT_THAT(deadIds(outbox), IsEmpty());
}

TEST_F(DeadLetterAgesTest, are_as_old_as_they_are_whenever_somebody_sets_the_clock) {
  bury(storeOne(outbox, make("1")));
  time.setWallClock(time.wallClock() + 10 * kAge, true);
  bury(storeOne(outbox, make("2")));
  time.advanceTo(letters.endTooOld() - 1ms);
  letters.endTooOld();
  EXPECT_THAT(deadIds(outbox), ElementsAre("1", "2"));
  time.advance(1ms);
  letters.endTooOld();
  EXPECT_THAT(deadIds(outbox), IsEmpty());
}

}  // namespace
}  // namespace herald::core
