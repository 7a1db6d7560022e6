// SPDX-License-Identifier: Apache-2.0
#include "event_condition.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "herald/testing/builders.h"

namespace herald::filter {
namespace {

Event finished() {
  Event event = test::event("PrintDone",
                            R"({"time":612.5,"name":"Red vase.gcode","user":null,"ok":true,"n":"7",)"
                            R"("tags":["red","a b",3],"a":{"b":{"c":1}}})",
                            R"({"state":{"text":"Operational"}})");
  event.source = "octo";
  return event;
}

TEST(EventCondition, ComparesFields) {
  struct {
    const char* text;
    bool expected;
  } const kCases[] = {
      {"", true},
      {"payload.time > 600", true},
      {"payload.time>612.5", false},
      {"payload.time >= 612.5", true},
      {"payload.time < 1e3", true},
      {"payload.time <= 600", false},
      {"payload.time = 612.50", true},
      {"payload.time == 612.5", true},
      {"payload.time != 612.5", false},
      {"payload.name = \"Red vase.gcode\"", true},
      {"payload.name = 'red vase.gcode'", false},
      {"payload.name != x", true},
      {"payload.name contains vase", true},
      {"payload.name contains Vase", false},
      {"payload.name ~ *VASE*", true},
      {"payload.name matches *.stl", false},
      {"payload.tags contains red", true},
      {"payload.tags contains re", false},
      {"payload.tags contains 'a b'", true},
      {"payload.tags contains 3", true},
      {"payload.ok = true", true},
      {"payload.ok != true", false},
      {"payload.user = null", true},
      {"payload.a.b.c = 1", true},
      {"payload.n = 7", true},
      {"payload.n > 6", false},
      {"context.state.text = Operational", true},
      {"type = PrintDone", true},
      {"type ~ print*", true},
      {"device = mk3", true},
      {"subject contains benchy", true},
      {"category = lifecycle", true},
      {"source = octo", true},
      {"payload.gone = 1", false},
      {"payload.gone < 1", false},
      {"payload.gone ~ *", false},
      {"payload.gone != 1", true},
      {"payload.time > 600 and type = PrintDone", true},
      {"payload.time > 600 and type = PrintFailed", false},
      {"type = 'and' and device = mk3", false},
      {"type = PrintFailed or type = PrintDone", true},
      {"type = PrintFailed or type = Error", false},
      {"type = Error and device = mk3 or device = mk3", true},
      {"device = mk3 or type = Error and type = PrintFailed", true},
      {"device = mk4 or type = PrintDone and source = serial", false},
      {"type = 'or' or device = mk3", true},
      {"payload.name = 'Red vase.gcode' and payload.time>600 and device!=prusa", true},
  };
  for (const auto& given : kCases)
    EXPECT_EQ(EventCondition(given.text).holds(finished()), given.expected) << given.text;
}

TEST(EventCondition, ReportsWhereItIsMalformed) {
  struct {
    const char *text, *why;
  } const kCases[] = {
      {"payload.time", "expected an operator (= != < <= > >= ~ contains matches) after `payload.time`"},
      {"payload.time => 3", "expected an operator (= != < <= > >= ~ contains matches) after `payload.time`, not `=>`"},
      {"payload.time >", "expected a value after the operator of `payload.time`"},
      {"payload.time > ten", "expected a number without quotes to compare `payload.time` with, not `ten`"},
      {"payload.time > '600'", "expected a number without quotes to compare `payload.time` with, not `600`"},
      {"payload.name = 'x", "the quote `'` is not closed: 'x"},
      {"payload.name = my file",
       "expected `and`, `or` or the end after the value `my`, not `file`; put a value with blanks between quotes"},
      {"type = A xor type = B",
       "expected `and`, `or` or the end after the value `A`, not `xor`; put a value with blanks between quotes"},
      {"type = A and", "expected a comparison after the last `and`"},
      {"type = A or ", "expected a comparison after the last `or`"},
      {"type = A and or type = B",
       "expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not `or`"},
      {"payload. = 1",
       "expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not "
       "`payload.`"},
      {"= 1", "expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not ``"},
  };
  for (const auto& given : kCases) try {
      EventCondition condition(given.text);
      ADD_FAILURE() << "understood " << given.text;
    } catch (const matching::BadCondition& bad) {
      EXPECT_STREQ(bad.what(), given.why);
    }
}

TEST(EventCondition, SuggestsTheNearestField) {
  try {
    EventCondition condition("typ = A");
    ADD_FAILURE() << "understood";
  } catch (const matching::BadCondition& bad) {
    EXPECT_THAT(bad.what(), ::testing::EndsWith("not `typ`, did you mean `type`?"));
  }
}

RC_GTEST_PROP(EventCondition, IsReadOrRejected, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
      rc::gen::element<std::string>("payload.a", "type", "=", "<", "and", "or", "contains", "'", "\"x\"", "1", " "),
      rc::gen::string<std::string>()));
  std::string text;
  for (const std::string& word : words) text += word + " ";
  try {
    EventCondition(text).holds(finished());
  } catch (const matching::BadCondition& bad) {
    RC_ASSERT(std::string_view(bad.what()) != "");
  }
}

}  // namespace
}  // namespace herald::filter
