// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/attempt_counts.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr Clock::time_point kStart{1h};

TEST(AttemptCounts, count_each_attempt_and_the_way_of_each_delivered_event) {
  AttemptCounts counts;
  counts.add({.number = 1, .accepted = kStart, .began = kStart, .now = kStart + 1s},
             {.verdict = Outcome::Verdict::Retry, .missing = {"lost"}});
  EXPECT_FALSE(counts.lastSuccess());
  counts.add({.number = 2, .accepted = kStart, .began = kStart + 2s, .now = kStart + 5s}, {.missing = {"meta"}});
  counts.addFailure();
  SinkStatus status;
  counts.fill(status);
  EXPECT_EQ(status.delivered, 1u);
  EXPECT_EQ(status.failed, 2u);
  EXPECT_EQ(status.retried, 1u);
  EXPECT_THAT(status.missing, ElementsAre(Pair("meta", 1)));
  EXPECT_EQ(status.attemptTime.count, 2u);
  EXPECT_EQ(status.attemptTime.sum, 4s);
  EXPECT_EQ(status.deliveryTime.sum, 5s);
  EXPECT_EQ(counts.lastSuccess(), kStart + 5s);
}

}  // namespace
}  // namespace herald::core
