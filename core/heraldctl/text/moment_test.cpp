// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/moment.h"

#include <gmock/gmock.h>

namespace herald::core::ctl {
namespace {

const std::chrono::system_clock::time_point kNow{std::chrono::seconds(1'000'000)};

TEST(MomentTest, is_some_time_ago_or_a_date) {
  const std::vector<std::pair<std::string, long long>> table{
      {"90s", 999'910},
      {"5m", 999'700},
      {"2h", 992'800},
      {"1d", 913'600},
      {"1970-01-02", 86'400},
      {"1970-01-02T00:00:10Z", 86'410},
      {"1970-01-02T02:00:10+02:00", 86'410},
      {"1970-01-01T22:00:00-02:00", 86'400},
      {"1970-01-02T00:00:10.9Z", 86'410},
  };
  for (const auto& [text, seconds] : table) EXPECT_EQ(momentOf(text, kNow), seconds) << text;
}

TEST(MomentTest, names_a_text_that_is_no_time) {
  for (const auto* text : {"", "yesterday", "h", "-2h", "2 h", "2026-13-01", "2026-02-30", "20-11-24-1",
                           "2026-11-24 18:00", "2026-11-24T18:00:00"}) {
    EXPECT_THAT([&] { momentOf(text, kNow); },
                ::testing::ThrowsMessage<std::runtime_error>(::testing::HasSubstr("`" + std::string(text) + "`")))
        << text;
  }
}

}  // namespace
}  // namespace herald::core::ctl
