// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_feed.h"

#include <gmock/gmock.h>

#include <vector>

#include "herald/json.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class OverviewFeedTest : public ::testing::Test {
 protected:
  OverviewFeedTest() {
    report.printers["mk3"].source = "mk3";
    report.printers["mk4"].source = "mk4";
    report.sinks["slack"].type = "webhook";
  }

  /// The events of one tick.
  std::vector<std::string> tick() {
    events.clear();
    feed.tick();
    return events;
  }

  static std::size_t count(const std::string& event, const char* member) {
    return jsonElements(jsonAt(event, member)).size();
  }

  StatusReport report{};
  std::size_t pages = 1;
  int reports = 0;
  std::vector<std::string> events{};
  OverviewFeed feed{[this] {
                      ++reports;
                      return report;
                    },
                    {[this] { return pages; }, [this](const std::string& event) { events.push_back(event); }}};
};

TEST_F(OverviewFeedTest, says_only_what_has_changed) {
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(count(events[0], "printers"), 2u);
  EXPECT_EQ(count(events[0], "sinks"), 1u);
  EXPECT_THAT(tick(), IsEmpty());
  report.printers["mk4"].device.percent = 12;
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(jsonAt(events[0], "printers.0.name"), "\"mk4\"");
  EXPECT_EQ(count(events[0], "printers"), 1u);
  EXPECT_EQ(count(events[0], "sinks"), 0u);
  report.sinks["slack"].dispatch.state = SinkStatus::State::Failing;
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(count(events[0], "problems"), 1u);
  report.sinks.clear();
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(jsonAt(events[0], "goneSinks"), "[\"slack\"]");
  EXPECT_EQ(count(events[0], "problems"), 0u);
}

TEST_F(OverviewFeedTest, a_second_less_is_no_news) {
  report.printers["mk3"].left = 600s;
  report.sinks["slack"].oldest = 300s;
  tick();
  report.printers["mk3"].left = 599s;
  ASSERT_EQ(tick().size(), 1u) << "nine minutes, not ten";
  EXPECT_EQ(jsonAt(events[0], "printers.0.secondsLeft"), "599") << "the page gets what is true";
  report.printers["mk3"].left = 598s;
  report.sinks["slack"].oldest = 302s;
  EXPECT_THAT(tick(), IsEmpty());
}

TEST_F(OverviewFeedTest, costs_nothing_without_a_page) {
  pages = 0;
  EXPECT_FALSE(feed.tick());
  EXPECT_EQ(reports, 0);
  EXPECT_THAT(events, IsEmpty());
}

TEST_F(OverviewFeedTest, another_page_gets_what_changed_while_it_loaded) {
  for (int i = 0; i < 20; ++i) tick();
  report.printers["mk3"].device.percent = 5;
  tick();
  pages = 2;
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(count(events[0], "printers"), 1u) << "mk3, and nothing old";
  EXPECT_THAT(tick(), IsEmpty());
}

TEST_F(OverviewFeedTest, says_what_a_source_has_in_custody_when_it_changes) {
  report.sources["farm"].custody = {.held = 3, .settled = 120};
  report.sources["mk3"];
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(count(events[0], "sources"), 2u);
  EXPECT_THAT(tick(), IsEmpty());
  report.sources["farm"].custody = {.held = 1, .settled = 122};
  report.measures["partition_lag"] = {{"source.farm", "kafka", "orders/0", 5}};
  ASSERT_EQ(tick().size(), 1u);
  EXPECT_EQ(jsonAt(events[0], "sources"),
            R"([{"name":"farm","custody":{"held":1,"settled":122,"givenBack":0,"movedToOutbox":0},"counters":{},)"
            R"("measures":{"partition_lag":{"sum":5,"most":null,"of":""}}}])");
  EXPECT_EQ(count(events[0], "printers"), 0u);
}

TEST_F(OverviewFeedTest, many_sources_do_not_fit_into_one_event) {
  for (int i = 0; i < 100; ++i) report.sources["s" + std::to_string(i)];
  std::size_t sources = 0;
  for (const auto& event : tick()) sources += count(event, "sources");
  EXPECT_EQ(sources, 100u);
  EXPECT_EQ(events.size(), 3u);
}

TEST_F(OverviewFeedTest, a_farm_does_not_fit_into_one_event) {
  for (int i = 0; i < 98; ++i) report.printers["p" + std::to_string(i)].source = "farm";
  std::size_t printers = 0;
  for (const auto& event : tick()) printers += count(event, "printers");
  EXPECT_EQ(printers, 100u);
  EXPECT_EQ(events.size(), 3u);
}

}  // namespace
}  // namespace herald::core
