// SPDX-License-Identifier: Apache-2.0
#include "subscription.h"

#include <gtest/gtest.h>

#include <regex>

#include "herald/json.h"
#include "herald/testing/fake_feed.h"

namespace herald::octoprint {
namespace {

/// True if OctoPrint sends this line of its terminal.
bool asksFor(const Interest& interest, const std::string& line) {
  const std::string message = subscription(interest);
  return std::regex_search(line, std::regex(jsonToText(jsonAt(message, "subscribe.state.logs"))));
}

TEST(Subscription, AsksAlwaysForLinesThatBeginAWait) {
  for (const char* line : {"Recv: echo:busy: paused for user", "<<< busy: paused for user", "Recv: //action:paused",
                           "Recv: // action:paused"})
    EXPECT_TRUE(asksFor({}, line)) << line;
  for (const char* line : {"Recv: ok T:20.0", "Send: M105", "Send: N3 M117 //", "Changing monitoring state"})
    EXPECT_FALSE(asksFor({true, true, true}, line) && !std::string(line).starts_with("Send: N3")) << line;
}

TEST(Subscription, AsksForCommandsOnlyIfSomebodyWantsTheirEvent) {
  struct Row {
    const char* line;
    bool waits, messages, layers;
  };
  for (const Row& row :
       {Row{"Send: N12 M117 Layer 3*45", false, true, true}, Row{">>> M117 x", false, true, true},
        Row{"Send: M600", true, false, false}, Row{">>> N4 M0*12", true, false, false},
        Row{"Send: PAUSE", true, false, false}, Row{"Send: SET_PRINT_STATS_INFO CURRENT_LAYER=3", false, false, true},
        Row{"Send: N1 M105*3", false, false, false}, Row{"Send: M1170", false, false, false},
        Row{"Send: N5 G1 X3 Y0*3", false, false, false}}) {
    EXPECT_EQ(asksFor({true, false, false}, row.line), row.waits) << row.line;
    EXPECT_EQ(asksFor({false, true, false}, row.line), row.messages) << row.line;
    EXPECT_EQ(asksFor({false, false, true}, row.line), row.layers) << row.line;
    EXPECT_FALSE(asksFor({}, row.line)) << row.line;
  }
}

TEST(Subscription, NamesThePluginOnlyForLayers) {
  const std::string with = subscription({false, false, true}), without = subscription({true, true, false});
  EXPECT_EQ(jsonAt(with, "subscribe.plugins"), R"(["DisplayLayerProgress-websocket-payload"])");
  EXPECT_EQ(jsonAt(without, "subscribe.plugins"), "false");
  EXPECT_EQ(jsonAt(with, "subscribe.events"), "true");
}

TEST(Subscription, FollowsWhatTheConfigurationWants) {
  test::FakeFeed feed;
  feed.wantEvents({"PrintDone"});
  EXPECT_EQ(interestOf(feed), Interest{});
  feed.wantEvents({"FirstLayerDone"});
  EXPECT_EQ(interestOf(feed), (Interest{false, false, true}));
  feed.wantEvents({"UserActionNeeded", "DisplayMessage"});
  EXPECT_EQ(interestOf(feed), (Interest{true, true, false}));
}

}  // namespace
}  // namespace herald::octoprint
