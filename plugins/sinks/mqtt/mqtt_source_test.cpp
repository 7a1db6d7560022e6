// SPDX-License-Identifier: Apache-2.0
#include "mqtt_source.h"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace herald::mqtt {
namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(MqttSource, {{"url", "mqtt://127.0.0.1:1"}, {"topics", "printers/#"}})

using ::testing::HasSubstr;

std::string problemWith(const std::string& topics) {
  MqttSource source;
  test::FakeHost host;
  try {
    source.configure(test::settingsFor(source, {{"url", "mqtt://127.0.0.1:1"}, {"topics", topics}}), host);
    return "";
  } catch (const BadSettings& error) {
    return error.problems().front().why;
  }
}

TEST(MqttSource, AWrongTopicIsNamed) {
  EXPECT_EQ(problemWith("octoPrint/event/+, tele/#"), "");
  EXPECT_EQ(problemWith("a, b/#/c"), "has `b/#/c`, which has a # that is not the last level");
}

TEST(MqttSource, ABrokerThatIsAwayIsTriedAgain) {
  MqttSource source;
  test::FakeFeed feed;
  source.configure(test::settingsFor(source, {{"url", "mqtt://127.0.0.1:1"}, {"topics", "#"}}), feed.host);
  try {
    source.run(feed);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry);
  }
  EXPECT_THAT(feed.load("clientId"), HasSubstr("herald-"));
}

}  // namespace
}  // namespace herald::mqtt
