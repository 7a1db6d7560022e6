// SPDX-License-Identifier: Apache-2.0
#include "bad_records.h"

#include <gtest/gtest.h>

#include "herald/testing/fake_host.h"

namespace herald::kafka {
namespace {

Record recordAt(const std::string& topic, std::int64_t offset) { return {.partition = {topic, 3}, .offset = offset}; }

TEST(BadRecords, SaysWhereTheFirstOneOfATopicIs) {
  test::FakeHost host;
  BadRecords bad(host);
  bad.add(recordAt("orders", 17), "the record is empty");
  bad.add(recordAt("orders", 18), "the record is empty");
  bad.add(recordAt("prints", 1), "the event has no `type`");
  ASSERT_EQ(host.lines().size(), 2u);
  EXPECT_EQ(host.lines()[0].level, Level::Warning);
  EXPECT_EQ(host.lines()[0].text, "skips the record at orders/3, offset 17: the record is empty");
  EXPECT_EQ(host.lines()[1].text, "skips the record at prints/3, offset 1: the event has no `type`");
  EXPECT_EQ(host.counts().at("bad_records"), 3u);
}

TEST(BadRecords, AFloodIsALineInTenMinutes) {
  test::FakeHost host;
  BadRecords bad(host);
  for (std::int64_t offset = 0; offset < 1000; ++offset) bad.add(recordAt("orders", offset), "it is wrong");
  EXPECT_EQ(host.lines().size(), 1u);
  host.advance(std::chrono::minutes(10));
  bad.add(recordAt("orders", 1000), "it is wrong");
  ASSERT_EQ(host.lines().size(), 2u);
  EXPECT_EQ(host.lines()[1].text,
            "skips the record at orders/3, offset 1000: it is wrong (and 999 more of this topic since the last line)");
}

}  // namespace
}  // namespace herald::kafka
