// SPDX-License-Identifier: Apache-2.0
#include "message_mapping.h"

#include <gmock/gmock.h>

#include "herald/json.h"

namespace herald::mqtt {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;
using std::chrono::system_clock;

std::optional<Event> mapped(const std::string& topic, const std::string& payload, Settings::Values values) {
  return MessageMapping(Settings(MessageMapping::options(), std::move(values))).event({topic, payload, 1, false});
}

Event eventOf(const std::string& topic, const std::string& payload, Settings::Values values = {}) {
  return mapped(topic, payload, std::move(values)).value();
}

TEST(MessageMapping, WithoutOptionsAMessageIsItsPayload) {
  const auto event = eventOf("a/b", R"({"x":1})");
  EXPECT_EQ(event.type, "Message");
  EXPECT_EQ(event.device, "");
  EXPECT_EQ(event.payload, R"({"x":1})");
  EXPECT_EQ(event.time, system_clock::time_point());
}

TEST(MessageMapping, FieldsComeFromLevelsAndMembers) {
  const auto event = eventOf("octoPrint/event/PrintDone", R"({"_timestamp":1588195498,"name":"benchy.gcode"})",
                             {{"device", "@levels.0"},
                              {"eventType", "@levels.2"},
                              {"time", "@payload._timestamp"},
                              {"subject", "@payload.name"}});
  EXPECT_EQ(event.type, "PrintDone");
  EXPECT_EQ(event.device, "octoPrint");
  EXPECT_EQ(event.subject, "benchy.gcode");
  EXPECT_EQ(toRfc3339(event.time), "2020-04-29T21:24:58.000Z");
}

TEST(MessageMapping, APayloadThatIsNoObjectBecomesOne) {
  EXPECT_EQ(eventOf("a", "ON").payload, R"({"value":"ON"})");
  EXPECT_EQ(eventOf("a", "21.5").payload, R"({"value":21.5})");
  EXPECT_EQ(eventOf("a", "[1,2]").payload, R"({"value":[1,2]})");
  EXPECT_EQ(eventOf("a", "").payload, R"({"value":""})");
  EXPECT_EQ(eventOf("a", "\xFF\0"s).payload, R"({"value":"�\u0000"})");
}

TEST(MessageMapping, APayloadThatIsNestedTooDeepForAnObjectBecomesAText) {
  for (const int depth : {255, 256, 257}) {
    const auto payload = std::string(depth, '[') + std::string(depth, ']');
    const auto event = eventOf("a", payload);
    EXPECT_TRUE(isJsonObject(event.payload)) << depth;
    EXPECT_EQ(jsonAt(event.payload, "value"), depth < 256 ? payload : '"' + payload + '"');
  }
}

TEST(MessageMapping, ThePayloadMayBeWrittenAnew) {
  const auto event = eventOf("zigbee2mqtt/door", R"({"contact":false,"battery":80})",
                             {{"payload", R"({"open":"@payload.contact","where":"@levels.1"})"}});
  EXPECT_EQ(event.payload, R"({"open":false,"where":"door"})");
}

TEST(MessageMapping, AMessageThatSaysLessStillBecomesAnEvent) {
  const Settings::Values values{
      {"device", "@payload.name"}, {"eventType", "@payload.event"}, {"time", "@payload.time"}};
  for (const auto* payload : {"", "{}", "{\"event\":", "null", R"({"event":"","time":"tomorrow","name":{}})"}) {
    const auto event = eventOf("a/b", payload, values);
    EXPECT_EQ(event.type, "Message") << payload;
    EXPECT_EQ(event.time, system_clock::time_point()) << payload;
    EXPECT_TRUE(isJsonObject(event.payload)) << event.payload;
  }
}

TEST(MessageMapping, ATypeMayHaveAnotherNameOrNone) {
  const Settings::Values values{{"eventType", "@{levels.1}@{text}"},
                                {"types.printeroff", "Disconnected"},
                                {"types.printerready", ""},
                                {"types.printer", "StateChanged"}};
  EXPECT_EQ(eventOf("a/printer", "off", values).type, "Disconnected");
  EXPECT_EQ(eventOf("a/printer", R"({"text":1})", values).type, "StateChanged") << "an object is no text";
  EXPECT_EQ(eventOf("a/printer", "21.5", values).type, "printer21.5");
  EXPECT_EQ(mapped("a/printer", "ready", values), std::nullopt);
}

TEST(MessageMapping, ANameIsOneShortLine) {
  const Settings::Values values{{"eventType", "@payload"}};
  EXPECT_EQ(eventOf("a", "Print\r\nDone", values).type, "Print  Done");
  EXPECT_EQ(eventOf("a", std::string(5000, 'x'), values).type.size(), 1024u);
}

TEST(MessageMapping, ATimeIsADateOrANumber) {
  EXPECT_EQ(parseTime("1588195498"), system_clock::time_point(milliseconds(1588195498000)));
  EXPECT_EQ(parseTime("1588195498.25"), system_clock::time_point(milliseconds(1588195498250)));
  EXPECT_EQ(parseTime("1588195498250"), system_clock::time_point(milliseconds(1588195498250)));
  EXPECT_EQ(parseTime("2020-04-29T21:24:58Z"), system_clock::time_point(milliseconds(1588195498000)));
  for (const auto* wrong : {"", "0", "-5", "nan", "inf", "1e300", "12:30", "1588195498s"})
    EXPECT_EQ(parseTime(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace herald::mqtt
