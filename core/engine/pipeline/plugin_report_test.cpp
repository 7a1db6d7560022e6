// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plugin_report.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/text/kept_text.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(PluginReportTest, ShowsTheLastConnection) {
  PluginReport report;
  EXPECT_EQ(report.connection(), "");
  report.connected("broker a");
  report.connected("broker b");
  EXPECT_EQ(report.connection(), "broker b");
  report.connected("");
  EXPECT_EQ(report.connection(), "");
  report.connected(std::string(std::size_t{1} << 20, 'x'));
  EXPECT_LE(report.connection().size(), kMostText + 3);
}

TEST(PluginReportTest, AddsUpEachCounter) {
  PluginReport report;
  EXPECT_TRUE(report.count("published_messages", 2));
  EXPECT_TRUE(report.count("published_messages", 3));
  EXPECT_TRUE(report.count("reconnects", 0));
  EXPECT_THAT(report.counts(), ElementsAre(Pair("published_messages", 5), Pair("reconnects", 0)));
}

TEST(PluginReportTest, IgnoresNamesThatAMetricCannotHave) {
  PluginReport report;
  for (const char* name : {"", "Published", "a b", "a-b", "1a", "_a", "a\n", "ä", "a\"", "bytes_total"}) {
    EXPECT_FALSE(report.count(name, 1)) << name;
  }
  EXPECT_FALSE(report.count(std::string(PluginReport::kLongestName + 1, 'a'), 1));
  EXPECT_TRUE(report.count(std::string(PluginReport::kLongestName, 'a'), 1));
  EXPECT_THAT(report.counts(), SizeIs(1));
}

TEST(PluginReportTest, IgnoresMoreCountersThanItMayHave) {
  PluginReport report;
  for (std::size_t i = 0; i < PluginReport::kMostCounters; ++i) EXPECT_TRUE(report.count("c" + std::to_string(i), 1));
  EXPECT_FALSE(report.count("one_more", 1));
  EXPECT_TRUE(report.count("c0", 1));
  EXPECT_THAT(report.counts(), SizeIs(PluginReport::kMostCounters));
  EXPECT_EQ(report.counts().at("c0"), 2U);
}

TEST(PluginReportTest, ShowsTheLastOfEachValueUntilItIsTakenBack) {
  PluginReport report;
  EXPECT_TRUE(report.measure("lag", "orders/0", 5));
  EXPECT_TRUE(report.measure("lag", "orders/1", 7));
  EXPECT_TRUE(report.measure("lag", "orders/0", 2.5));
  EXPECT_TRUE(report.measure("partitions", "", 2));
  EXPECT_THAT(report.measures(), ElementsAre(Pair("lag", ElementsAre(Pair("orders/0", 2.5), Pair("orders/1", 7))),
                                             Pair("partitions", ElementsAre(Pair("", 2)))));
  EXPECT_TRUE(report.measure("lag", "orders/0", std::nullopt));
  EXPECT_TRUE(report.measure("lag", "orders/1", std::nullopt));
  EXPECT_TRUE(report.measure("lag", "orders/9", std::nullopt));
  EXPECT_THAT(report.measures(), ElementsAre(Pair("partitions", ElementsAre(Pair("", 2)))));
  for (const double none : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(report.measure("partitions", "", 2));
    EXPECT_TRUE(report.measure("partitions", "", none));
    EXPECT_TRUE(report.measures().empty()) << none;
  }
}

TEST(PluginReportTest, BoundsTheValues) {
  PluginReport report;
  EXPECT_FALSE(report.measure("a b", "", 1));
  EXPECT_FALSE(report.measure("lag_total", "", 1));
  const auto name = [](std::size_t i) { return std::to_string(i); };
  for (std::size_t i = 0; i < PluginReport::kMostMeasures; ++i) EXPECT_TRUE(report.measure("lag", name(i), 1));
  EXPECT_FALSE(report.measure("lag", "more", 1));
  EXPECT_TRUE(report.measure("lag", name(0), 2));
  EXPECT_TRUE(report.measure("lag", name(0), std::nullopt));
  EXPECT_TRUE(report.measure("lag", "more", 1));
  EXPECT_FALSE(report.measure("other", "", 1));
}

}  // namespace
}  // namespace herald::core
