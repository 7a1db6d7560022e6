// SPDX-License-Identifier: Apache-2.0
#include "data_shape.h"

#include <gtest/gtest.h>

#include "herald/json.h"

namespace herald::webhook {
namespace {

std::string shaped(const std::string& optional, const std::string& numbers, const std::string& json) {
  const DataShape shape(Settings(DataShape::options(), {{"optional", optional}, {"numbers", numbers}}));
  auto result = shape.apply(json);
  EXPECT_EQ(jsonError(result), "") << result;
  return result;
}

TEST(DataShape, LeavesOutPartsWithAnEmptyText) {
  struct {
    const char *optional, *json, *expected;
  } const kCases[] = {
      {"", R"({"a":""})", R"({"a":""})"},
      {"a", R"({"a":"","b":""})", R"({"b":""})"},
      {"a", R"({"a":null})", "{}"},
      {"a", R"({"a":"x"})", R"({"a":"x"})"},
      {"a", R"({"a":0,"b":false})", R"({"a":0,"b":false})"},
      {"a", R"({"b":""})", R"({"b":""})"},
      {"a", R"({"a":{"b":[1,{"c":""}]}})", "{}"},
      {"a.b", R"({"a":{"b":"","c":1}})", R"({"a":{"c":1}})"},
      {"a.b", R"({"x":[],"a": {"b" : ""}, "y": 1})", R"({"x":[],"a": {}, "y": 1})"},
      {"a.1", R"({"a":[1,{"u":""},3]})", R"({"a":[1,3]})"},
      {"a.0", R"({"a":[ "" , 2 ]})", R"({"a":[  2 ]})"},
      {"a.0", R"({"a":[""]})", R"({"a":[]})"},
      {"a.0, a.2, a.10", R"({"a":["",1,"",3,4,5,6,7,8,9,""]})", R"({"a":[1,3,4,5,6,7,8,9]})"},
      {"a, a.0.u", R"({"a":[{"u":"","v":1}]})", R"({"a":[{"v":1}]})"},
      {"1", R"([1,"",3])", "[1,3]"},
      {"a", R"("a")", R"("a")"},
  };
  for (const auto& each : kCases) EXPECT_EQ(shaped(each.optional, "", each.json), each.expected) << each.optional;
}

TEST(DataShape, MakesNumbersOfTexts) {
  struct {
    const char *numbers, *json, *expected;
  } const kCases[] = {
      {"p", R"({"p":"5"})", R"({"p":5})"},
      {"p", R"({"p":"-1.5e3","q":"5"})", R"({"p":-1.5e3,"q":"5"})"},
      {"p", R"({"p":"urgent"})", R"({"p":"urgent"})"},
      {"p", R"({"p":""})", R"({"p":""})"},
      {"p", R"({"p":"05"})", R"({"p":"05"})"},
      {"p", R"({"p":"true"})", R"({"p":true})"},
      {"p", R"({"p":"false"})", R"({"p":false})"},
      {"p", R"({"p":"null"})", R"({"p":"null"})"},
      {"p", R"({"p":"1, \"x\": 2"})", R"({"p":"1, \"x\": 2"})"},
      {"p", R"({"p":5})", R"({"p":5})"},
      {"e.0.c, p", R"({"e":[{"c":"255"}],"p":"1"})", R"({"e":[{"c":255}],"p":1})"},
  };
  for (const auto& each : kCases) EXPECT_EQ(shaped("", each.numbers, each.json), each.expected) << each.numbers;
}

TEST(DataShape, TrimsTheEndOfTexts) {
  const DataShape shape(Settings(DataShape::options(), {{"trim", "a, b.0"}, {"optional", "a"}}));
  EXPECT_EQ(shape.apply(R"({"a":" x\ny \n\n","b":["z\t"],"c":"w\n"})"), R"({"a":" x\ny","b":["z"],"c":"w\n"})");
  EXPECT_EQ(shape.apply(R"({"a":"\n \n","b":7})"), R"({"b":7})");
}

}  // namespace
}  // namespace herald::webhook
