// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_entry.h"

#include <gtest/gtest.h>

#include "engine/delivery_log/testing/log_entries.h"

namespace herald::core {
namespace {

TEST(LogEntryTest, each_step_has_a_name_that_leads_back_to_it) {
  for (std::size_t i = 0; i < kLogSteps; ++i) {
    const auto step = static_cast<LogStep>(i);
    EXPECT_EQ(logStepFrom(toString(step)), step);
  }
  EXPECT_EQ(logStepFrom("Delivered"), std::nullopt);
  EXPECT_EQ(logStepFrom(""), std::nullopt);
}

TEST(LogEntryTest, a_verdict_and_its_step_have_one_name) {
  for (const auto verdict : {Outcome::Verdict::Delivered, Outcome::Verdict::Retry, Outcome::Verdict::Hold,
                             Outcome::Verdict::Rejected, Outcome::Verdict::Gone}) {
    EXPECT_EQ(toString(logStepOf(verdict)), toString(verdict));
  }
}

TEST(LogEntryTest, progress_that_arrived_matters_least_and_what_needs_the_operator_most) {
  auto progress = logEntry("slack");
  progress.category = Category::Progress;
  EXPECT_EQ(rankOf(progress), LogRank::Progress);
  EXPECT_EQ(rankOf(logEntry("slack")), LogRank::Delivered);
  EXPECT_EQ(rankOf(logEntry("slack", LogStep::Retry)), LogRank::Retried);
  for (const auto step :
       {LogStep::Hold, LogStep::Rejected, LogStep::Gone, LogStep::Hanging, LogStep::Dropped, LogStep::Moved}) {
    EXPECT_EQ(rankOf(logEntry("slack", step)), LogRank::Ended) << toString(step);
  }
  progress.step = LogStep::Expired;
  EXPECT_EQ(rankOf(progress), LogRank::Delivered) << "old progress is no news";
}

TEST(LogEntryTest, every_text_counts_as_room) {
  const auto empty = sizeOf(LogEntry{});
  LogEntry entry{.sink = "1", .source = "2", .device = "3", .event = "4", .type = "5"};
  entry.reason = "6";
  entry.address = "7";
  entry.answer = "8";
  EXPECT_EQ(sizeOf(entry), empty + 8);
}

}  // namespace
}  // namespace herald::core
