// SPDX-License-Identifier: Apache-2.0
#include "condition.h"

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

TEST(Condition, ComparesFields) {
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
      {"payload.name = 'Red vase.gcode' and payload.time>600 and device!=prusa", true},
  };
  for (const auto& given : kCases) EXPECT_EQ(Condition(given.text).holds(finished()), given.expected) << given.text;
}

TEST(Condition, ReportsWhereItIsMalformed) {
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
       "expected `and` or the end after the value `my`, not `file`; put a value with blanks "
       "between quotes"},
      {"type = A or type = B",
       "expected `and` or the end after the value `A`, not `or`; put a value with blanks between "
       "quotes"},
      {"type = A and", "expected a comparison after the last `and`"},
      {"payload. = 1",
       "expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not "
       "`payload.`"},
      {"= 1", "expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not ``"},
  };
  for (const auto& given : kCases) try {
      Condition condition(given.text);
      ADD_FAILURE() << "understood " << given.text;
    } catch (const BadCondition& bad) {
      EXPECT_STREQ(bad.what(), given.why);
    }
}

TEST(Condition, SuggestsTheNearestField) {
  try {
    Condition condition("typ = A");
    ADD_FAILURE() << "understood";
  } catch (const BadCondition& bad) {
    EXPECT_THAT(bad.what(), ::testing::EndsWith("not `typ`, did you mean `type`?"));
  }
}

RC_GTEST_PROP(Condition, IsReadOrRejected, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
      rc::gen::element<std::string>("payload.a", "type", "=", "<", "and", "contains", "'", "\"x\"", "1", " "),
      rc::gen::string<std::string>()));
  std::string text;
  for (const std::string& word : words) text += word + " ";
  try {
    Condition(text).holds(finished());
  } catch (const BadCondition& bad) {
    RC_ASSERT(std::string_view(bad.what()) != "");
  }
}

}  // namespace
}  // namespace herald::filter
