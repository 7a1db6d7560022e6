// SPDX-License-Identifier: Apache-2.0
#include "herald/field_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "herald/json.h"

namespace herald {
namespace {

FieldLimits limits(Settings::Values values) {
  return FieldLimits(Settings({FieldLimits::option()}, std::move(values)));
}

std::string problemOf(Settings::Values values) {
  try {
    limits(std::move(values));
  } catch (const BadSettings& bad) {
    return bad.problems().at(0).option + " " + bad.problems().at(0).why;
  }
  return "";
}

TEST(CutText, CutsWhereACharacterEnds) {
  struct Case {
    std::string text;
    std::size_t most;
    std::string expected;
  };
  const std::string accent = "e\u0301";                     // e and a combining acute accent
  const std::string family = "\U0001F468\u200D\U0001F469";  // two emoji that are joined to one
  const std::string flag = "\U0001F1E9\U0001F1EA";          // two letters that are one flag
  const std::vector<Case> table{
      {"", 3, ""},
      {"abc", 3, "abc"},
      {"abcd", 3, "ab…"},
      {"abcd", 1, "…"},
      {"äöüß", 3, "äö…"},
      {"€€€€", 4, "€€€€"},
      {"a" + accent + "b", 4, "a" + accent + "b"},
      {"a" + accent + "bc", 3, "a…"},  // the accent does not fit, so its letter goes too
      {"a" + accent + "bc", 4, "a" + accent + "…"},
      {"a\U0001F600b", 4, "a\U0001F600b"},  // an emoji is two
      {"a\U0001F600b", 3, "a…"},
      {family + "abc", 5, "\U0001F468\u200D…"},  // longer than all there is room for: cut within it, at a code point
      {"a" + family + "bc", 5, "a…"},
      {"a" + flag + "b", 5, "a…"},
      {"a" + flag + flag, 7, "a" + flag + "…"},
  };
  for (const auto& [text, most, expected] : table) EXPECT_EQ(cutText(text, most), expected) << text << " " << most;
}

TEST(CutText, CountsBytesWhereAServiceDoes) {
  EXPECT_EQ(cutText("ääää", 8, Count::Bytes), "ääää");
  EXPECT_EQ(cutText("äääää", 8, Count::Bytes), "ää…");
  EXPECT_EQ(cutText("abc", 2, Count::Bytes), "");  // no room for the ellipsis
}

TEST(CutText, GoesOnOverBytesThatAreNoUtf8) {
  EXPECT_EQ(cutText("a\xFF\xFE"
                    "b",
                    3),
            "a\xFF…");
  EXPECT_EQ(cutText("\xE2\x82", 1), "…");
}

RC_GTEST_PROP(CutTextProperty, IsShortEnoughWholeAndABeginning, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"a", "ä", "€", "\u0301", "\U0001F600", "\u200D", "\U0001F1E9", " ", "\n", "\xFF"}));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const auto most = *rc::gen::inRange<std::size_t>(3, 30);
  for (const auto count : {Count::Characters, Count::Bytes}) {
    const auto shorter = cutText(text, most, count);
    RC_ASSERT(cutText(shorter, most, count) == shorter);
    if (shorter == text) continue;
    RC_ASSERT(shorter.ends_with("…"));
    RC_ASSERT(text.starts_with(shorter.substr(0, shorter.size() - 3)));
    RC_ASSERT(count == Count::Characters || shorter.size() <= most);
  }
}

TEST(FieldLimits, CutsTheTextsAtTheirPathsAndNothingElse) {
  const auto some = limits(
      {{"limits.text", "4"}, {"limits.list.0.title", "3"}, {"limits.bytes", "6 bytes"}, {"limits.nowhere", "1"}});
  EXPECT_EQ(some.cut(R"({"text":"abcdef","list":[{"title":"xyz!"},{"title":"xyz!"}],"bytes":"ääää","more":"abcdef"})"),
            R"({"text":"abc…","list":[{"title":"xy…"},{"title":"xyz!"}],"bytes":"ä…","more":"abcdef"})");
  EXPECT_EQ(some.cut(R"({"text":12345678,"list":[],"bytes":{"a":"abcdefgh"}})"),
            R"({"text":12345678,"list":[],"bytes":{"a":"abcdefgh"}})");
  EXPECT_EQ(some.cut(R"({"text":"\"\"\"\""})"), R"({"text":"\"\"\"\""})");  // four characters, eight in JSON
  EXPECT_EQ(some.cut(R"({"text":"\"\"\"\"\""})"), R"({"text":"\"\"\"…"})");
}

TEST(FieldLimits, RefusesWhatIsNoNumber) {
  const std::string why = "has to be a number of characters, such as 2000, or of bytes, such as 4096 bytes";
  for (const auto text : {"many", "0", "-1", "2.5", "10 kg", "bytes", ""})
    EXPECT_EQ(problemOf({{"limits.text", text}}), "limits.text " + why) << text;
  EXPECT_EQ(problemOf({{"limits.text", "10"}}), "");
}

}  // namespace
}  // namespace herald
