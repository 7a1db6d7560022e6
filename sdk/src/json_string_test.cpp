// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "herald/json.h"

namespace herald {
namespace {

TEST(JsonQuote, EscapesWhatHasToBe) {
  EXPECT_EQ(jsonQuote(""), R"("")");
  EXPECT_EQ(jsonQuote("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(jsonQuote("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(jsonQuote(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(jsonQuote("ä🐙"), "\"ä🐙\"");
}

TEST(JsonQuote, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(jsonQuote("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(jsonQuote("\xC3"), "\"\uFFFD\"");
  EXPECT_EQ(jsonQuote("\xC0\x80"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(jsonQuote("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(jsonQuote("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
}

TEST(JsonToText, TakesOffQuotesAndEscapes) {
  EXPECT_EQ(jsonToText(R"("a\"\\\/\b\f\n\r\t\u00e4\ud83d\udc19")"), "a\"\\/\b\f\n\r\tä🐙");
  EXPECT_EQ(jsonToText(R"("\u0000")"), std::string(1, '\0'));
  EXPECT_EQ(jsonToText(R"("")"), "");
}

TEST(JsonToText, LeavesEverythingButStringsAndNullAsJson) {
  EXPECT_EQ(jsonToText("null"), "");
  for (const char* raw : {"", "5.0", "true", "{\"a\": 1}", "[null]", "\""}) EXPECT_EQ(jsonToText(raw), raw);
}

TEST(JsonToText, ReplacesHalvesOfSurrogatePairs) {
  EXPECT_EQ(jsonToText(R"("\ud83d")"), "\uFFFD");
  EXPECT_EQ(jsonToText(R"("\udc19x")"), "\uFFFDx");
  EXPECT_EQ(jsonToText(R"("\ud83d\u0041")"), "\uFFFDA");
  EXPECT_EQ(jsonToText(R"("\u0041\udc19")"), "A\uFFFD");
  EXPECT_EQ(jsonToText(R"("\ud83d\ud83d\udc19")"), "\uFFFD🐙");
}

TEST(JsonToText, LeavesUnknownEscapesAsTheyAre) {
  EXPECT_EQ(jsonToText(R"("\q\u12")"), R"(\q\u12)");
  EXPECT_EQ(jsonToText("\"\\\""), "\\");
}

TEST(JsonQuote, MakesAJsonStringOfAnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto quoted = jsonQuote(bytes);
    RC_ASSERT(jsonError(quoted) == "");
    RC_ASSERT(jsonQuote(jsonToText(quoted)) == quoted);
  }));
}

TEST(JsonPretty, IndentsEachMemberAndElement) {
  EXPECT_EQ(jsonPretty(R"({"a": [1, {"b" : "x, {y}\""}], "e":{ },"n":[ ]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x, {y}\\\"\"\n    }\n  ],\n  \"e\": {},\n  \"n\": []\n}");
  EXPECT_EQ(jsonPretty(" 5 "), "5");
}

TEST(JsonPretty, LeavesWhatIsNotJsonAlone) { EXPECT_EQ(jsonPretty("a=1 & {"), "a=1 & {"); }

}  // namespace
}  // namespace herald
