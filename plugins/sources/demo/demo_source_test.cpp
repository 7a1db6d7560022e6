// SPDX-License-Identifier: Apache-2.0
#include "demo_source.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/contract.h"

namespace herald::demo {
namespace {

HERALD_PLUGIN_CONTRACT(DemoSource)

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::StartsWith;

std::vector<Event> printed(Settings::Values values, test::FakeFeed& feed) {
  DemoSource source;
  source.configure(test::settingsFor(source, std::move(values)), feed);
  source.run(feed);
  return feed.events();
}

std::vector<Event> printed(Settings::Values values = {}) {
  test::FakeFeed feed;
  return printed(std::move(values), feed);
}

std::vector<std::string> lifecycle(const std::vector<Event>& events) {
  std::vector<std::string> types;
  for (const Event& event : events)
    if (event.category != Category::Progress) types.push_back(event.type);
  return types;
}

double number(std::string_view json, std::string_view path) { return std::stod(std::string(jsonAt(json, path))); }

TEST(DemoSourceTest, PrintsAJobWithAPause) {
  EXPECT_THAT(lifecycle(printed()), ElementsAre("PrintStarted", "FirstLayerDone", "PrintPaused", "UserActionNeeded",
                                                "PrintResumed", "PrintDone"));
}

TEST(DemoSourceTest, ReportsLayersIfTheyAreWanted) {
  int last = 0;
  for (const Event& event : printed()) {
    if (event.type != "PrintLayer") continue;
    EXPECT_EQ(jsonAt(event.payload, "layers"), "240");
    EXPECT_GT(number(event.payload, "layer"), last);
    last = static_cast<int>(number(event.payload, "layer"));
  }
  EXPECT_EQ(last, 238);
  test::FakeFeed feed;
  feed.wantEvents({"PrintDone"});
  for (const Event& event : printed({}, feed)) EXPECT_NE(event.type, "PrintLayer");
}

TEST(DemoSourceTest, ReportsEachPercentOnce) {
  int expected = 1;
  for (const Event& event : printed()) {
    if (event.type != "PrintProgress") continue;
    EXPECT_EQ(event.payload, R"({"progress":)" + std::to_string(expected) +
                                 R"(,"name":"benchy.gcode","path":"benchy.gcode","origin":"local"})");
    EXPECT_EQ(number(event.context, "progress.completion"), expected);
    ++expected;
  }
  EXPECT_EQ(expected, 100);
}

TEST(DemoSourceTest, TakesAsLongAsConfigured) {
  for (const char* duration : {"30s", "50ms", "0s"}) {
    test::FakeFeed feed;
    const auto start = feed.now();
    printed({{"duration", duration}}, feed);
    EXPECT_EQ(feed.now() - start, parseDuration(duration));
    EXPECT_THAT(feed.connections(), ElementsAre("a virtual printer"));
  }
}

TEST(DemoSourceTest, ReportsTheFieldsOfOctoPrint) {
  const std::vector<Event> events = printed({{"duration", "50s"}, {"file", "vase.gcode"}});
  EXPECT_EQ(
      events.front().payload,
      R"({"name":"vase.gcode","path":"vase.gcode","origin":"local","size":2534176,"owner":"demo","user":"demo"})");
  EXPECT_EQ(number(events.back().payload, "time"), 50);
  for (const Event& event : events) {
    std::vector<std::string> keys;
    for (const auto& [key, raw] : jsonMembers(event.context)) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("state", "job", "progress", "currentZ", "offsets", "meta", "appearance"));
    EXPECT_EQ(jsonToText(jsonAt(event.context, "job.file.name")), "vase.gcode");
    EXPECT_EQ(number(event.context, "progress.printTime") + number(event.context, "progress.printTimeLeft"), 50);
    const bool paused = event.type == "PrintPaused" || event.type == "UserActionNeeded";
    EXPECT_EQ(jsonToText(jsonAt(event.context, "state.text")), paused                      ? "Paused"
                                                               : event.type == "PrintDone" ? "Operational"
                                                                                           : "Printing");
    EXPECT_EQ(jsonAt(event.context, "state.flags.paused"), paused ? "true" : "false");
  }
}

TEST(DemoSourceTest, FailsIfToldTo) {
  const std::vector<Event> events = printed({{"fail", "yes"}});
  EXPECT_EQ(events.back().type, "PrintFailed");
  EXPECT_EQ(jsonToText(jsonAt(events.back().payload, "reason")), "error");
  EXPECT_EQ(jsonToText(jsonAt(events.back().context, "state.text")), "Error");
}

TEST(DemoSourceTest, GivesEachRepetitionItsOwnJob) {
  test::FakeFeed feed;
  feed.stopAfter(450);
  const std::vector<Event> events = printed({{"repeat", "yes"}}, feed);
  EXPECT_EQ(events.size(), 450u);
  std::set<std::string> jobs;
  for (const Event& event : events) jobs.insert(event.subject);
  EXPECT_EQ(jobs.size(), 3u);
}

TEST(DemoSourceTest, EndsAtAStop) {
  test::FakeFeed feed;
  feed.stopAfter(10);
  EXPECT_EQ(printed({}, feed).size(), 10u);
}

TEST(DemoSourceTest, ItsCameraDrawsTheProgress) {
  DemoSource source;
  test::FakeFeed feed;
  source.configure(test::settingsFor(source, {}), feed);
  const std::string device = "demo";
  const auto before = source.take({device}).jpeg;
  EXPECT_THAT(before, AllOf(StartsWith("\xFF\xD8"), EndsWith("\xFF\xD9")));
  feed.stopAfter(50);
  source.run(feed);
  EXPECT_NE(source.take({device}).jpeg, before);
}

TEST(DemoSourceTest, RejectsBadOptions) {
  EXPECT_THROW(printed({{"repeat", "yes"}, {"duration", "10ms"}}), BadSettings);
  EXPECT_THROW(printed({{"file", ""}}), BadSettings);
}

}  // namespace
}  // namespace herald::demo
