// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_query.h"

#include <gtest/gtest.h>

#include "engine/delivery_log/testing/log_entries.h"

namespace herald::core {
namespace {

const auto kEntry = logEntry("slack", LogStep::Retry, 100);

std::chrono::system_clock::time_point at(int seconds) {
  return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
}

TEST(LogFilterTest, an_empty_filter_takes_everything) { EXPECT_TRUE(matches({}, kEntry)); }

TEST(LogFilterTest, the_time_begins_with_since_and_ends_before_until) {
  EXPECT_TRUE(matches({.since = at(100), .until = at(101)}, kEntry));
  EXPECT_FALSE(matches({.since = at(101)}, kEntry));
  EXPECT_FALSE(matches({.until = at(100)}, kEntry));
}

TEST(LogFilterTest, each_field_takes_any_of_its_values) {
  EXPECT_TRUE(matches({.sinks = {"mail", "slack"}, .devices = {"mk3"}, .types = {"PrintDone"}, .event = "e1"}, kEntry));
  EXPECT_FALSE(matches({.sinks = {"mail"}}, kEntry));
  EXPECT_FALSE(matches({.devices = {"mk4"}}, kEntry));
  EXPECT_FALSE(matches({.types = {"PrintFailed"}}, kEntry));
  EXPECT_FALSE(matches({.event = "e2"}, kEntry));
}

TEST(LogFilterTest, an_entry_has_one_of_the_steps) {
  LogFilter filter;
  filter.steps.set(static_cast<std::size_t>(LogStep::Delivered));
  EXPECT_FALSE(matches(filter, kEntry));
  filter.steps.set(static_cast<std::size_t>(LogStep::Retry));
  EXPECT_TRUE(matches(filter, kEntry));
}

}  // namespace
}  // namespace herald::core
