// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/age_rule.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/roomy_outbox.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Clock::time_point kNow{1h};
constexpr std::chrono::system_clock::time_point kWall{5s};
constexpr AgeLimits kLimits{.lifecycle = 24h, .error = 90min, .progress = 10min, .other = 1500ms};

class AgeRuleTest : public ::testing::Test {
 protected:
  ExpiredCounts end(const Delivery& delivery, const Ending& failure = {}) {
    return rule.end(outbox, delivery, failure, kNow, kWall);
  }

  MemoryOutbox outbox{};
  AgeRule rule{kLimits};
};

TEST_F(AgeRuleTest, each_category_has_a_limit_and_zero_is_forever) {
  EXPECT_EQ(rule.expiry(Category::Lifecycle, kNow), kNow + 24h);
  EXPECT_EQ(rule.expiry(Category::Error, kNow), kNow + 90min);
  EXPECT_EQ(rule.expiry(Category::Progress, kNow), kNow + 10min);
  EXPECT_EQ(rule.expiry(Category::Other, kNow), kNow + 1500ms);
  EXPECT_EQ(AgeRule().expiry(Category::Other, kNow), Clock::time_point::max());
}

TEST_F(AgeRuleTest, progress_is_discarded_and_the_rest_are_dead_letters) {
  ExpiredCounts counts;
  for (const auto category : {Category::Lifecycle, Category::Error, Category::Progress, Category::Other}) {
    counts += end(storeOne(outbox, make(std::string(toString(category)), category)));
  }
  EXPECT_EQ(counts.deadLetters, 3u);
  EXPECT_EQ(counts.discarded, 1u);
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  EXPECT_THAT(outbox.counts("slack").dropped, UnorderedElementsAre(Pair("too old: progress", 1)));
  std::vector<std::string> reasons;
  for (const auto& letter : outbox.deadLetters().list({}, 0, 100)) {
    reasons.push_back(letter.event->id + " " + letter.ending.reason);
    EXPECT_EQ(letter.ending.time, kWall);
    EXPECT_EQ(letter.ending.at, kNow);
  }
  EXPECT_THAT(reasons,
              UnorderedElementsAre("lifecycle too old: age.lifecycle is 1 d", "error too old: age.error is 90 min",
                                   "other too old: age.other is 1500 ms"));
}

TEST_F(AgeRuleTest, the_last_failure_is_told_with_the_age) {
  end(storeOne(outbox, make("1", Category::Error)), {.reason = "503: busy", .status = 503, .answer = "later"});
  const auto letters = outbox.deadLetters().list({}, 0, 100);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].ending.reason, "too old: age.error is 90 min; the last attempt: 503: busy");
  EXPECT_EQ(letters[0].ending.status, 503);
  EXPECT_EQ(letters[0].ending.answer, "later");
}

TEST_F(AgeRuleTest, a_delivery_that_has_ended_is_not_counted) {
  const auto delivery = storeOne(outbox, make("1"));
  outbox.delivered(delivery);
  EXPECT_FALSE(end(delivery).any());
}

}  // namespace
}  // namespace herald::core
