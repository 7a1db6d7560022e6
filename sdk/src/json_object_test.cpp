// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "herald/json.h"

namespace herald {
namespace {

TEST(JsonObject, IsEmptyAtFirst) { EXPECT_EQ(JsonObject().text(), "{}"); }

TEST(JsonObject, TakesMembersOfEveryType) {
  const auto object = JsonObject()
                          .add("s", "a\"b")
                          .add("text", std::string("x"))
                          .add("i", 1)
                          .add("l", std::int64_t{-9'000'000'000})
                          .add("d", 0.1)
                          .add("b", true)
                          .addRaw("r", "[1]")
                          .addRaw("n", "")
                          .add("k\n", false);
  EXPECT_EQ(object.text(),
            R"({"s":"a\"b","text":"x","i":1,"l":-9000000000,"d":0.1,"b":true,"r":[1],"n":null,"k\n":false})");
}

TEST(JsonObject, WritesNumbersThatJsonDoesNotKnowAsNull) {
  const auto object = JsonObject()
                          .add("n", std::numeric_limits<double>::quiet_NaN())
                          .add("i", std::numeric_limits<double>::infinity())
                          .add("big", 1e300);
  EXPECT_EQ(object.text(), R"({"n":null,"i":null,"big":1e+300})");
}

TEST(JsonObject, StaysWellFormedWithAnEmptyKey) {
  EXPECT_EQ(JsonObject().add("", "").add("", 1).text(), R"({"":"","":1})");
}

TEST(JsonWith, ReplacesWhereTheMemberStandsOrAddsAtTheEnd) {
  EXPECT_EQ(jsonWith(R"({"a":1, "b":2,"c":3})", "b", "[]"), R"({"a":1,"b":[],"c":3})");
  EXPECT_EQ(jsonWith(R"({"a":1})", "b", "\"x\""), R"({"a":1,"b":"x"})");
  EXPECT_EQ(jsonWith("{}", "b", "null"), R"({"b":null})");
  EXPECT_EQ(jsonWith("oops", "b", "1"), R"({"b":1})");
  EXPECT_EQ(jsonWith(R"({"a":1,"a":2})", "a", "3"), R"({"a":3})");
}

TEST(JsonWithout, LeavesTheMemberOut) {
  EXPECT_EQ(jsonWithout(R"({"a":1, "b":{"a": 2}})", "a"), R"({"b":{"a": 2}})");
  EXPECT_EQ(jsonWithout(R"({"a":1})", "b"), R"({"a":1})");
  EXPECT_EQ(jsonWithout(R"({"a":1})", "a"), "{}");
}

}  // namespace
}  // namespace herald
