// SPDX-License-Identifier: Apache-2.0
#include "human_variables.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>
#include <time.h>

#include "herald/json.h"
#include "herald/testing/hostile_events.h"

namespace herald {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

constexpr Time kWednesday{1588195498s};  // 2020-04-29T21:24:58Z

class HumanTest : public testing::Test {
 protected:
  HumanTest() { zone("UTC"); }

  static void zone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }

  std::string word(const std::string& name, Time attempted = {}) const {
    const auto all = humanVariables(event_, attempted);
    EXPECT_TRUE(isJsonObject(all)) << all;
    return std::string(jsonAt(all, name));
  }

  void progress(const std::string& members) { event_.context = "{\"progress\":{" + members + "}}"; }

  Event event_{.type = "PrintPaused", .time = kWednesday};
};

TEST_F(HumanTest, IsNullWhereNothingIsKnown) {
  for (const char* context :
       {"{}", R"({"progress":{"completion":null,"printTime":null,"printTimeLeft":null}})",
        R"({"progress":{"completion":-1,"printTime":"9","printTimeLeft":1e99},"job":{"file":{}}})"}) {
    event_.context = context;
    for (const char* name : {"percent", "timeLeft", "elapsed", "eta", "fileName"})
      EXPECT_EQ(word(name), "null") << name;
  }
  EXPECT_EQ(word("delayed"), R"("")");
}

TEST_F(HumanTest, DetailsJoinWhatIsKnown) {
  struct {
    const char *context, *payload, *text;
  } const kCases[] = {
      {"{}", "{}", ""},
      {R"({"job":{"file":{"name":"benchy.gcode"}}})", "{}", ""},
      {R"({"job":{"file":{"name":"benchy.gcode"}},"progress":{"completion":42.9,"printTimeLeft":4320}})", "{}",
       "42 % \u00B7 1 h 12 min left"},
      {R"({"progress":{"completion":42,"printTimeLeft":null}})", "{}", "42 %"},
      {R"({"job":{"file":{"name":"a.gcode"}},"progress":{"completion":100,"printTimeLeft":0}})", "{}", ""},
      {R"({"progress":{"completion":100,"printTimeLeft":0}})", R"({"name":"a.gcode","time":4320})", "after 1 h 12 min"},
      {R"({"progress":{"completion":7,"printTimeLeft":900}})", R"({"time":60})", "7 % \u00B7 after 1 min"},
  };
  for (const auto& each : kCases) {
    event_.context = each.context;
    event_.payload = each.payload;
    EXPECT_EQ(word("details"), jsonQuote(each.text)) << each.context;
  }
}

TEST_F(HumanTest, PercentIsRoundedDown) {
  for (const auto& [completion, text] :
       {std::pair("0", "0 %"), {"14.496", "14 %"}, {"99.99", "99 %"}, {"100", "100 %"}, {"125", "100 %"}}) {
    progress(std::string("\"completion\":") + completion);
    EXPECT_EQ(word("percent"), jsonQuote(text));
  }
  event_.context = "{}";
  event_.payload = R"({"progress":37})";
  EXPECT_EQ(word("percent"), R"("37 %")");
}

TEST_F(HumanTest, TimesAreInTheirTwoLargestUnits) {
  for (const auto& [seconds, text] : {std::pair("0", "0 s"),
                                      {"59.9", "59 s"},
                                      {"60", "1 min"},
                                      {"3599", "59 min"},
                                      {"3600", "1 h 0 min"},
                                      {"4359", "1 h 12 min"},
                                      {"86400", "1 d 0 h"},
                                      {"100000", "1 d 3 h"}}) {
    progress(std::string("\"printTimeLeft\":") + seconds + ",\"printTime\":" + seconds);
    EXPECT_EQ(word("timeLeft"), jsonQuote(text));
    EXPECT_EQ(word("elapsed"), jsonQuote(text));
  }
  event_.context = "{}";
  event_.payload = R"({"time":50.2})";
  EXPECT_EQ(word("elapsed"), R"("50 s")");
}

TEST_F(HumanTest, TheEtaNamesTheDayIfItIsNotThatOfTheEvent) {
  for (const auto& [left, text] : {std::pair("40", "21:25"),
                                   {"9301", "23:59"},
                                   {"9302", "Thu 00:00"},
                                   {"432000", "Mon 21:24"},
                                   {"604800", "2020-05-06 21:24"}}) {
    progress(std::string("\"printTimeLeft\":") + left);
    EXPECT_EQ(word("eta"), jsonQuote(text));
  }
}

TEST_F(HumanTest, TimesOfDayAreThoseOfTheMachine) {
  progress(R"("printTimeLeft":40)");
  zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(word("eta"), R"("23:25")");
  event_.time = Time(1577836800s);  // in winter
  EXPECT_EQ(word("eta"), R"("01:00")");
}

TEST_F(HumanTest, TheFileIsWithoutFolderAndEnding) {
  const std::vector<std::pair<std::string, std::string>> table{
      {R"({"job":{"file":{"name":"a.gcode","display":"Ä b.gcode"}}})", "Ä b"},
      {R"({"job":{"file":{"name":"caps/a.b.GCO","display":null}}})", "a.b"},
      {R"({"job":{"file":{"name":"x.bgcode"}}})", "x"},
      {R"({"job":{"file":{"name":"readme.txt"}}})", "readme.txt"},
      {R"({"job":{"file":{"name":".g"}}})", ".g"},
      {"{}", "from the payload"},
  };
  event_.payload = R"({"name":"from the payload.g"})";
  for (const auto& [context, name] : table) {
    event_.context = context;
    EXPECT_EQ(word("fileName"), jsonQuote(name));
  }
}

TEST_F(HumanTest, ALateAttemptNamesTheTimeOfTheEvent) {
  EXPECT_EQ(word("delayed", kWednesday + 60s), jsonQuote(""));
  EXPECT_EQ(word("delayed", kWednesday + 61s), jsonQuote(" (delayed, 21:24)"));
  EXPECT_EQ(word("delayed", kWednesday + 24h), jsonQuote(" (delayed, Wed 21:24)"));
  EXPECT_EQ(word("delayed", kWednesday + 240h), jsonQuote(" (delayed, 2020-04-29 21:24)"));
}

/// For every report of a printer the result is an object of six members.
RC_GTEST_PROP(Human, IsAnObjectWhateverTheEventSays, ()) {
  const auto raw = rc::gen::elementOf(std::vector<std::string>{"null", "\"x\"", "-1", "0", "1e308", "1e-3", "[]", "{}",
                                                               "12345678901234567890", "true"});
  const auto text = jsonQuote(*rc::gen::elementOf(test::hostileTexts()));
  Event event;
  event.time = Time(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 4102444800)));
  event.context = "{\"progress\":{\"completion\":" + *raw + ",\"printTime\":" + *raw + ",\"printTimeLeft\":" + *raw +
                  "},\"job\":{\"file\":{\"name\":" + text + "}}}";
  event.payload = "{\"time\":" + *raw + ",\"progress\":" + *raw + ",\"name\":" + *raw + "}";
  const auto all = humanVariables(event, event.time + 1h);
  const auto members = jsonMembers(all);
  RC_ASSERT(members.size() == 7u);
  for (const auto& [name, value] : members) RC_ASSERT(value == "null" || value.starts_with('"'));
}

}  // namespace
}  // namespace herald
