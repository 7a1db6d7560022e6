// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/turns.h"

#include <gmock/gmock.h>

#include <string>

namespace herald::core {
namespace {

using ::testing::ElementsAre;

class TurnsTest : public ::testing::Test {
 protected:
  std::string takeAll(bool inOrder = false) {
    std::string order;
    while (!turns.empty()) order += turns.take(inOrder);
    return order;
  }

  char a = 'a', b = 'b', c = 'c', d = 'd';
  Turns<char> turns{};
};

TEST_F(TurnsTest, the_most_urgent_is_next_and_equals_keep_their_order) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Usual);
  turns.add(c, Urgency::Urgent);
  turns.add(d, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "cdba");
}

TEST_F(TurnsTest, in_order_the_one_that_has_waited_longest_is_next) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  turns.addFirst(c, Urgency::Usual);
  EXPECT_EQ(takeAll(true), "cab");
}

TEST_F(TurnsTest, one_that_becomes_more_urgent_has_waited_as_long_as_before) {
  turns.add(a, Urgency::Latest);
  const auto place = turns.add(b, Urgency::Latest);
  turns.add(c, Urgency::Urgent);
  turns.change(place, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "bca");
}

TEST_F(TurnsTest, one_that_was_removed_is_gone) {
  turns.add(a, Urgency::Urgent);
  turns.remove(turns.add(b, Urgency::Urgent));
  EXPECT_EQ(takeAll(), "a");
}

TEST_F(TurnsTest, all_of_them_come_in_the_order_of_their_waiting) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  turns.add(c, Urgency::Usual);
  EXPECT_THAT(turns.takeAll(), ElementsAre(&a, &b, &c));
  EXPECT_TRUE(turns.empty());
}

TEST_F(TurnsTest, after_nine_that_overtook_it_the_longest_waiting_is_next) {
  turns.add(a, Urgency::Latest);
  std::string order;
  for (int i = 0; i < 21; ++i) {
    turns.add(b, Urgency::Urgent);
    order += turns.take();
    if (order.back() == 'a') turns.add(a, Urgency::Latest);
  }
  EXPECT_EQ(order, "bbbbbbbbbabbbbbbbbbba") << "one b was there before the second a";
}

TEST_F(TurnsTest, urgent_ones_that_overtake_nobody_do_not_count) {
  for (int i = 0; i < 20; ++i) {
    turns.add(b, Urgency::Urgent);
    turns.take();
  }
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "ba");
}

}  // namespace
}  // namespace herald::core
