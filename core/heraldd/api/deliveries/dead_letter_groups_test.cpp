// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_groups.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

Delivery letter(std::uint64_t sequence, const std::string& sink, const std::string& reason) {
  Delivery letter{.sequence = sequence, .sink = sink};
  letter.ending.reason = reason;
  letter.ending.time = std::chrono::system_clock::time_point(std::chrono::seconds(sequence));
  return letter;
}

TEST(CommonReasonTest, hides_what_differs_and_keeps_the_status) {
  EXPECT_EQ(commonReason("404: change the URL"), "404: change the URL");
  EXPECT_EQ(commonReason("400: event 0198c1f2-7a10-7e21 is unknown"), "400: event … is unknown");
  EXPECT_EQ(commonReason("too large: 1048577 bytes, at most 4096."), "too large: … bytes, at most ….");
  EXPECT_EQ(commonReason("no user u-17 (request 8f3a)"), "no user … (request …)");
  EXPECT_EQ(commonReason("older than 24 h"), "older than 24 h");
  EXPECT_EQ(commonReason(""), "");
}

TEST(DeadLetterGroupsTest, groups_by_sink_status_and_reason_with_the_largest_of_a_sink_first) {
  DeadLetterGroups groups;
  groups.add(letter(3, "slack", "400: event 12345 is unknown"));
  groups.add(letter(7, "slack", "550: no such user"));
  groups.add(letter(9, "slack", "550: no such user"));
  groups.add(letter(5, "mail", "550: no such user"));
  auto other = letter(11, "slack", "550: no such user");
  other.ending.status = 550;
  groups.add(other);
  const auto sorted = groups.groups();
  ASSERT_EQ(sorted.size(), 4u);
  EXPECT_EQ(sorted[0].sink, "mail");
  EXPECT_EQ(sorted[1].count, 2u);
  EXPECT_EQ(sorted[1].example, 9u);
  EXPECT_EQ(sorted[1].last - sorted[1].first, std::chrono::seconds(2));
  EXPECT_EQ(sorted[3].status, 550);
}

TEST(DeadLetterGroupsTest, a_reason_that_is_always_another_one_makes_no_endless_list) {
  DeadLetterGroups groups;
  for (std::uint64_t i = 0; i < 5000; ++i) groups.add(letter(i, "slack", std::string(i + 1, 'x')));
  EXPECT_EQ(groups.groups().size(), DeadLetterGroups::kMost + 1);
  EXPECT_EQ(groups.groups().front().count, 4000u);
}

}  // namespace
}  // namespace herald::core
