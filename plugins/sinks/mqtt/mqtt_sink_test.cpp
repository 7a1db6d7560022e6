// SPDX-License-Identifier: Apache-2.0
#include "mqtt_sink.h"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace herald::mqtt {
namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(MqttSink, {{"url", "mqtt://127.0.0.1:1"}, {"user", "herald"}, {"password", "hunter22"}})

using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

class MqttSinkTest : public ::testing::Test {
 protected:
  void configure(Settings::Values values = {}) {
    values.try_emplace("url", "mqtt://127.0.0.1:1");
    sink_.configure(test::settingsFor(sink_, values), host_);
  }

  std::string problemWith(Settings::Values values) {
    try {
      configure(std::move(values));
      return "";
    } catch (const BadSettings& error) {
      return error.problems().front().option + " " + error.problems().front().why;
    }
  }

  std::string preview() { return sink_.preview(test::attempt(event_)).text; }

  Event event_ = test::event("PrintDone", R"({"name":"parts/benchy \"1\".gcode"})");
  test::FakeHost host_{};
  MqttSink sink_{};
};

TEST_F(MqttSinkTest, ShowsWhatItWouldPublish) {
  configure({{"topic", "printers/@device/@name"}, {"data", R"({"text": "@message", "n": "@name"})"}});
  EXPECT_EQ(preview(),
            "publishes to mqtt://127.0.0.1:1\ntopic:  printers/mk3/parts_benchy \"1\".gcode\nqos:    1\nretain: "
            "false\n\n"
            R"({"text":"Your print has started.","n":"parts/benchy \"1\".gcode"})");
}

TEST_F(MqttSinkTest, DataThatAreNotJsonStayText) {
  configure({{"data", "@device: @name"}, {"qos", "0"}, {"retain", "true"}});
  EXPECT_THAT(preview(), HasSubstr("topic:  herald/mk3/PrintDone\nqos:    0\nretain: true\n\n"
                                   "mk3: parts/benchy \"1\".gcode"));
}

TEST_F(MqttSinkTest, ThePictureIsTheWholeMessage) {
  configure({{"data", "@snapshot"}});
  EXPECT_TRUE(sink_.uses("snapshot"));
  EXPECT_EQ(preview(), "publishes nothing: the event has no picture");
  Attempt attempt = test::attempt(event_);
  EXPECT_EQ(sink_.deliver(attempt).verdict, Verdict::Delivered);
  attempt.snapshot = std::make_shared<const std::string>("JPEG");
  EXPECT_THAT(sink_.preview(attempt).text, HasSubstr("(a JPEG of 4 bytes)"));
  EXPECT_THAT(problemWith({{"data", R"({"picture": "@snapshot"})"}}), HasSubstr("data has @snapshot"));
}

TEST_F(MqttSinkTest, AnEventWithoutATopicIsRejected) {
  configure({{"topic", "@nothing"}});
  try {
    sink_.deliver(test::attempt(event_));
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Verdict::Rejected);
    EXPECT_THAT(failure.what(), HasSubstr("the topic of the event is empty"));
  }
}

TEST_F(MqttSinkTest, ABrokerThatIsAwayIsTriedAgain) {
  configure();
  const auto outcome = test::delivered(sink_, test::attempt(event_));
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.sent, HasSubstr("topic:  herald/mk3/PrintDone")) << "what it would have published";
}

TEST_F(MqttSinkTest, SettingsThatDoNotFitAreRejected) {
  EXPECT_THAT(problemWith({{"url", "http://broker"}}), HasSubstr("url has to begin with mqtt://"));
  EXPECT_EQ(problemWith({{"password", "hunter22"}}), "password needs user");
  EXPECT_THAT(problemWith({{"data", "{\"a\": "}}), HasSubstr("data begins as JSON, but "));
}

TEST_F(MqttSinkTest, TheWillNeedsATopic) {
  EXPECT_EQ(problemWith({{"will.topic", "herald/status"}, {"will.data", "gone"}}), "");
  EXPECT_EQ(problemWith({{"will.online", "here"}}), "will.online needs will.topic");
  EXPECT_THAT(problemWith({{"will.topic", "herald/#"}}), HasSubstr("will.topic has a wildcard"));
  EXPECT_THAT(problemWith({{"homeassistant", "true"}, {"will.topic", "a"}}), HasSubstr("will.topic is not used with"));
}

TEST_F(MqttSinkTest, HomeAssistantHasMessagesOfItsOwn) {
  EXPECT_THAT(problemWith({{"homeassistant", "true"}, {"topic", "a"}}), HasSubstr("topic is not used with"));
  EXPECT_THAT(problemWith({{"homeassistant", "true"}, {"homePrefix", "a/+"}}), HasSubstr("homePrefix has"));
  configure({{"homeassistant", "true"}});
  EXPECT_TRUE(sink_.uses("snapshot"));
  EXPECT_THAT(preview(), HasSubstr("topic:  homeassistant/device/herald_mk3/config\nqos:    1\nretain: true"));
  EXPECT_EQ(test::delivered(sink_, test::attempt(event_)).sent, preview());
}

TEST_F(MqttSinkTest, WarnsOfAPasswordThatEverybodyCanRead) {
  configure({{"url", "mqtt://broker.local"}, {"user", "mara"}, {"password", "hunter22"}});
  EXPECT_THAT(sink_.advice(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace herald::mqtt
