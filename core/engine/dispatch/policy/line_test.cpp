// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/line.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/scripted_sink.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LineTest : public ::testing::Test {
 protected:
  static Delivery delivery(std::uint64_t sequence, Category category = Category::Lifecycle, int attempts = 0) {
    auto result = makeDelivery("a" + std::to_string(sequence), "slack", category);
    result.sequence = sequence;
    result.attempts = attempts;
    return result;
  }
  void add(std::uint64_t sequence, Category category = Category::Lifecycle) { line.add(delivery(sequence, category)); }

  const std::string sink = "slack";
  Line line{"a", sink, RetryPolicy{}};
};

TEST_F(LineTest, has_the_event_of_its_first_delivery_alone) {
  EXPECT_TRUE(line.empty());
  add(1);
  add(2);
  EXPECT_TRUE(line.hasHead());
  EXPECT_EQ(line.head().event->id, "a1");
  line.pop();
  EXPECT_FALSE(line.hasHead());
  EXPECT_EQ(line.first().sequence, 2u);
  line.setHead(delivery(2));
  EXPECT_EQ(line.head().event->id, "a2");
  line.pop();
  EXPECT_TRUE(line.empty());
}

TEST_F(LineTest, keeps_its_order_while_deliveries_come_and_go) {
  std::uint64_t came = 0, gone = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < round % 7; ++i) add(++came);
    for (int i = 0; i < round % 5 && gone < came; ++i) {
      EXPECT_EQ(line.first().sequence, ++gone);
      line.pop();
    }
    EXPECT_EQ(line.empty(), gone == came);
  }
  for (add(++came, Category::Progress); !line.empty(); line.pop()) EXPECT_EQ(line.first().sequence, ++gone);
  EXPECT_EQ(gone, came);
}

TEST_F(LineTest, replaces_behind_deliveries_that_have_ended) {
  for (const auto sequence : {1u, 2u, 3u, 4u, 5u}) add(sequence);
  line.pop();
  line.pop();
  add(6, Category::Progress);
  add(7, Category::Progress);
  EXPECT_THAT(line.replace(false), ElementsAre(6u));
  std::vector<std::uint64_t> left;
  for (; !line.empty(); line.pop()) left.push_back(line.first().sequence);
  EXPECT_THAT(left, ElementsAre(3u, 4u, 5u, 7u));
}

TEST_F(LineTest, counts_the_attempts_of_its_head_and_keeps_its_last_failure) {
  line.add(delivery(1, Category::Lifecycle, 2));
  add(2);
  line.fail({.reason = "503"});
  EXPECT_EQ(line.head().attempts, 3);
  EXPECT_EQ(line.failure().reason, "503");
  line.alone = true;
  line.refusedAt = line.unansweredAt = 7;
  line.pop();
  EXPECT_EQ(line.failure().reason, "");
  EXPECT_FALSE(line.alone);
  EXPECT_FALSE(line.refusedAt || line.unansweredAt);
  line.setHead(delivery(2));
  EXPECT_EQ(line.head().attempts, 0);
}

TEST_F(LineTest, a_newer_progress_replaces_older_ones_of_a_sink_that_is_not_healthy) {
  for (const auto sequence : {1u, 2u, 3u}) add(sequence, Category::Progress);
  add(4);
  EXPECT_THAT(line.replace(true), IsEmpty());
  EXPECT_THAT(line.replace(false), ElementsAre(2u, 1u));
  EXPECT_EQ(line.first().sequence, 3u);
  EXPECT_FALSE(line.hasHead());
  EXPECT_THAT(line.replace(false), IsEmpty());
}

TEST_F(LineTest, behind_a_healthy_sink_it_replaces_only_what_has_failed) {
  for (const auto sequence : {1u, 2u, 3u}) add(sequence, Category::Progress);
  line.fail({.reason = "503"});
  EXPECT_THAT(line.replace(true), ElementsAre(1u));
}

TEST_F(LineTest, is_as_urgent_as_the_most_urgent_that_waits) {
  add(1, Category::Progress);
  add(2, Category::Progress);
  EXPECT_EQ(line.urgency(), Urgency::Latest);
  add(3, Category::Error);
  add(4, Category::Other);
  EXPECT_EQ(line.urgency(), Urgency::Urgent);
  line.replace(false);
  EXPECT_EQ(line.urgency(), Urgency::Urgent);
  line.pop();
  line.pop();
  EXPECT_EQ(line.urgency(), Urgency::Usual);
  line.pop();
  add(5, Category::Progress);
  EXPECT_EQ(line.urgency(), Urgency::Latest);
}

TEST_F(LineTest, nothing_replaces_a_head_that_is_being_attempted) {
  add(1, Category::Progress);
  line.setTaken(true);
  add(2, Category::Progress);
  EXPECT_THAT(line.replace(false), IsEmpty());
  line.setTaken(false);
  EXPECT_THAT(line.replace(false), ElementsAre(1u));
}

}  // namespace
}  // namespace herald::core
