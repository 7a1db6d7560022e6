// SPDX-License-Identifier: Apache-2.0
#include "herald/event.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace herald {
namespace {

using namespace std::chrono;

TEST(Rfc3339, ReadsWhatTheStandardAllows) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"2026-01-31T08:15:30Z", "2026-01-31T08:15:30.000Z"},
      {"2026-01-31t08:15:30z", "2026-01-31T08:15:30.000Z"},
      {"2026-01-31 08:15:30Z", "2026-01-31T08:15:30.000Z"},
      {"2026-01-31T08:15:30.5Z", "2026-01-31T08:15:30.500Z"},
      {"2026-01-31T08:15:30.123456789012345Z", "2026-01-31T08:15:30.123Z"},
      {"2026-01-31T00:15:30+01:30", "2026-01-30T22:45:30.000Z"},
      {"2026-01-31T23:15:30-05:00", "2026-02-01T04:15:30.000Z"},
      {"2026-01-31T08:15:30-00:00", "2026-01-31T08:15:30.000Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
      {"2261-12-31T23:59:59Z", "2261-12-31T23:59:59.000Z"},
  };
  for (const auto& [text, meant] : table) {
    const auto time = parseRfc3339(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(toRfc3339(*time), meant) << text;
  }
}

TEST(Rfc3339, RejectsEverythingElse) {
  for (const char* text : {"",
                           "2026-01-31",
                           "2026-01-31T08:15Z",
                           "2026-01-31T08:15:30",
                           "2026-01-31T08:15:30.Z",
                           "2026-01-31T08:15:30+1:00",
                           "2026-01-31T08:15:30+0100",
                           "2026-01-31T08:15:30Z ",
                           " 2026-01-31T08:15:30Z",
                           "2026-02-30T08:15:30Z",
                           "2025-02-29T00:00:00Z",
                           "2026-13-01T08:15:30Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T08:60:00Z",
                           "2026-01-31T08:15:61Z",
                           "2026-01-31T08:15:30+24:00",
                           "1969-12-31T23:59:59Z",
                           "2262-01-01T00:00:00Z",
                           "+026-01-31T08:15:30Z",
                           "26-01-31T08:15:30Z",
                           "now"}) {
    EXPECT_FALSE(parseRfc3339(text)) << text;
  }
}

RC_GTEST_PROP(Rfc3339, ReadsWhatHeraldWrites, ()) {
  const auto millis = *rc::gen::inRange<std::int64_t>(0, 9214646400000);
  const system_clock::time_point time{milliseconds(millis)};
  RC_ASSERT(parseRfc3339(toRfc3339(time)) == time);
}

}  // namespace
}  // namespace herald
