// SPDX-License-Identifier: Apache-2.0
#include "home_assistant.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::mqtt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

auto onTopic(const std::string& topic) { return Field("topic", &Message::topic, topic); }

class HomeAssistantTest : public ::testing::Test {
 protected:
  HomeAssistant home_{"homeassistant", "herald", "1.2.3"};
};

TEST_F(HomeAssistantTest, ADeviceIsAnnouncedBeforeItsFirstEvent) {
  EXPECT_THAT(home_.messagesFor(test::event("PrintStarted")),
              ElementsAre(onTopic("homeassistant/device/herald_mk3/config"), onTopic("herald/mk3/availability"),
                          onTopic("herald/mk3/state"), onTopic("herald/mk3/event")));
  EXPECT_THAT(
      home_.messagesFor(test::event("PrintDone")),
      ElementsAre(onTopic("herald/mk3/availability"), onTopic("herald/mk3/state"), onTopic("herald/mk3/event")));
}

TEST_F(HomeAssistantTest, TheAnnouncementHasWhatHomeAssistantRequires) {
  const auto config = home_.messagesFor(test::event("PrintStarted")).front();
  ASSERT_EQ(jsonError(config.payload), "");
  EXPECT_EQ(jsonAt(config.payload, "o.name"), R"("Herald")");
  EXPECT_EQ(jsonAt(config.payload, "o.sw"), R"("1.2.3")");
  EXPECT_EQ(jsonAt(config.payload, "dev.ids"), R"(["herald_mk3"])");
  EXPECT_EQ(jsonAt(config.payload, "dev.name"), R"("mk3")");
  EXPECT_EQ(jsonAt(config.payload, "availability.0.topic"), R"("herald/status")");
  EXPECT_EQ(jsonAt(config.payload, "availability.1.topic"), R"("herald/mk3/availability")");
  EXPECT_EQ(jsonAt(config.payload, "availability_mode"), R"("all")");
  for (const auto& [key, component] : jsonMembers(jsonAt(config.payload, "cmps"))) {
    EXPECT_THAT(jsonAt(component, "p"), Not(IsEmpty())) << key;
    const bool isEntity = jsonAt(component, "p") != R"("device_automation")";
    EXPECT_EQ(!jsonAt(component, "unique_id").empty(), isEntity) << key;
  }
  EXPECT_EQ(jsonAt(config.payload, "cmps.state.options.0"), R"("idle")");
  EXPECT_EQ(jsonAt(config.payload, "cmps.picture.image_topic"), R"("herald/mk3/picture")");
  EXPECT_EQ(jsonAt(config.payload, "cmps.on_PrintDone.payload"), R"("PrintDone")");
}

TEST_F(HomeAssistantTest, AnEventIsNeverRetainedAndTheStateAlwaysIs) {
  for (const auto& message : home_.messagesFor(test::event("PrintStarted")))
    EXPECT_EQ(message.retain, message.topic != "herald/mk3/event") << message.topic;
}

TEST_F(HomeAssistantTest, TheEventHasItsTypeAndItsPayload) {
  const auto event = home_.messagesFor(test::event("PrintDone", R"({"name":"benchy.gcode"})")).back();
  EXPECT_EQ(event.payload, R"({"name":"benchy.gcode","event_type":"PrintDone"})");
}

TEST_F(HomeAssistantTest, ANewTypeIsAnnouncedBeforeItsEvent) {
  home_.messagesFor(test::event("PrintStarted"));
  const auto messages = home_.messagesFor(test::event("DoorOpened"));
  ASSERT_THAT(messages, SizeIs(4));
  EXPECT_THAT(jsonAt(messages.front().payload, "cmps.event.event_types"), HasSubstr("DoorOpened"));
  EXPECT_THAT(home_.messagesFor(test::event("DoorOpened")), SizeIs(3));
}

TEST_F(HomeAssistantTest, APrinterThatIsOffIsAwayAndHeraldIsNot) {
  EXPECT_EQ(home_.messagesFor(test::event("Disconnected"))[1].payload, "offline");
  EXPECT_EQ(home_.messagesFor(test::event("Connected"))[0].payload, "online");
  EXPECT_EQ(home_.presence().online, (Message{"herald/status", "online", 1, true}));
  EXPECT_EQ(home_.presence().offline, (Message{"herald/status", "offline", 1, true}));
}

TEST_F(HomeAssistantTest, EveryDeviceIsAnnouncedAgainWhenHomeAssistantStarts) {
  home_.messagesFor(test::event("PrintStarted"));
  Event other = test::event("PrintStarted");
  other.device = "mk4";
  home_.messagesFor(other);
  EXPECT_THAT(home_.announcements(), ElementsAre(onTopic("homeassistant/device/herald_mk3/config"),
                                                 onTopic("homeassistant/device/herald_mk4/config")));
  EXPECT_EQ(home_.birthTopic(), "homeassistant/status");
  EXPECT_TRUE(HomeAssistant::isBirth("online"));
  EXPECT_FALSE(HomeAssistant::isBirth("offline"));
}

TEST_F(HomeAssistantTest, ADeviceThatIsGoneIsTakenBack) {
  home_.messagesFor(test::event("PrintStarted"));
  const auto nothing = AllOf(Field("payload", &Message::payload, ""), Field("retain", &Message::retain, true));
  EXPECT_THAT(home_.takeBack("mk3"), AllOf(SizeIs(4), ::testing::Each(nothing)));
  home_.forget("mk3");
  EXPECT_THAT(home_.announcements(), IsEmpty());
}

Event from(const std::string& source, const std::string& device, const std::string& type = "PrintStarted") {
  Event event = test::event(type);
  event.source = source;
  event.device = device;
  return event;
}

TEST_F(HomeAssistantTest, ADeviceIsGoneWithItsSourceAndWithItsName) {
  home_.setSources({{"left", "left"}, {"right", "Prusa"}, {"bus", "bus"}});
  for (const auto& event : {from("left", "left"), from("right", "Prusa"), from("bus", "plug")})
    home_.messagesFor(event);
  EXPECT_THAT(home_.gone(), IsEmpty());
  home_.setSources({{"right", "MK4"}, {"bus", "renamed"}});
  EXPECT_THAT(home_.gone(), ElementsAre("Prusa", "left")) << "an event of bus has named the plug";
}

TEST_F(HomeAssistantTest, WithoutSourcesNothingIsGoneAndAnythingMayBegin) {
  EXPECT_THAT(home_.messagesFor(from("mk3", "mk3")), SizeIs(4));
  EXPECT_THAT(home_.gone(), IsEmpty());
}

TEST_F(HomeAssistantTest, NoDeviceBeginsWithAnEventOfNoSource) {
  home_.setSources({{"mk3", "mk3"}});
  EXPECT_THAT(home_.messagesFor(from("herald", "slack", "SinkFailing")), IsEmpty());
  EXPECT_THAT(home_.messagesFor(from("removed", "old")), IsEmpty());
  EXPECT_EQ(home_.picture("old", "JPEG"), std::nullopt);
  home_.messagesFor(from("mk3", "mk3"));
  const auto lost = home_.messagesFor(from("herald", "mk3", "SourceLost"));
  ASSERT_THAT(lost, SizeIs(4)) << "a new type";
  EXPECT_EQ(lost[1].payload, "offline");
  EXPECT_THAT(home_.gone(), IsEmpty()) << "it is still a device of mk3";
}

TEST_F(HomeAssistantTest, KnowsItsDevicesAfterARestart) {
  EXPECT_EQ(home_.known(), "");
  home_.setSources({{"mk3", "mk3"}, {"bus", "bus"}});
  home_.messagesFor(from("mk3", "mk3", "DoorOpened"));
  home_.messagesFor(from("bus", "plug \"1\""));
  const auto known = home_.known();
  home_.messagesFor(from("mk3", "mk3", "PrintDone"));
  EXPECT_EQ(home_.known(), known) << "a state changes nothing";
  HomeAssistant after("homeassistant", "herald", "1.2.3");
  after.restore(known);
  EXPECT_EQ(after.known(), known);
  EXPECT_EQ(after.announcements(), home_.announcements());
  after.setSources({{"mk3", "mk3"}});
  EXPECT_THAT(after.gone(), ElementsAre("plug \"1\""));
  for (const auto* wrong : {"", "{", "[]", R"({"x":1})", "null"}) {
    HomeAssistant other("homeassistant", "herald", "1.2.3");
    EXPECT_NO_THROW(other.restore(wrong)) << wrong;
  }
}

TEST_F(HomeAssistantTest, TwoDevicesNeverShareAnId) {
  EXPECT_EQ(HomeAssistant::idOf("mk3-left_1"), "mk3-left_1");
  EXPECT_NE(HomeAssistant::idOf("a b"), HomeAssistant::idOf("a/b"));
  EXPECT_NE(HomeAssistant::idOf("a b"), HomeAssistant::idOf("a_b"));
  EXPECT_THAT(HomeAssistant::idOf("Küche/#+"), ::testing::MatchesRegex("[A-Za-z0-9_-]+"));
  EXPECT_THAT(HomeAssistant::idOf(""), Not(IsEmpty()));
}

}  // namespace
}  // namespace herald::mqtt
