// SPDX-License-Identifier: Apache-2.0
#include "herald/text.h"

#include <gtest/gtest.h>

#include "herald/json.h"

namespace herald {
namespace {

TEST(WithoutMark, DropsOneMarkAtTheStart) {
  EXPECT_EQ(withoutMark("\xEF\xBB\xBF{}"), "{}");
  EXPECT_EQ(withoutMark("{}"), "{}");
  EXPECT_EQ(withoutMark("\xEF\xBB"), "\xEF\xBB");
  EXPECT_EQ(withoutMark(" \xEF\xBB\xBF"), " \xEF\xBB\xBF");
}

TEST(WithoutEdges, DropsWhatAnEditorLeavesAroundASecret) {
  EXPECT_EQ(withoutEdges("\xEF\xBB\xBF abc \t\r\n\n"), "abc");
  EXPECT_EQ(withoutEdges("\n\xEF\xBB\xBF"
                         "a b\xEF\xBB\xBF\r\n"),
            "a b");
  EXPECT_EQ(withoutEdges(" \xEF\xBB\xBF \n"), "");
}

TEST(FirstNotUtf8, NamesTheFirstBadByte) {
  EXPECT_EQ(firstNotUtf8("für alle 😀"), std::nullopt);
  EXPECT_EQ(firstNotUtf8("f\xFCr"), 1u);
  EXPECT_EQ(firstNotUtf8("\xC0\x80"), 0u) << "a long form of NUL";
  EXPECT_EQ(firstNotUtf8("ab\xED\xA0\x80"), 2u) << "half of a surrogate pair";
  EXPECT_EQ(firstNotUtf8("ab\xC3"), 2u) << "a character without its end";
}

std::string hidden(std::string_view text, Hidden which) {
  const auto found = firstHidden(text, which);
  return found ? std::to_string(found->position) + " " + found->name : "";
}

TEST(FirstHidden, NamesWhatNobodySees) {
  EXPECT_EQ(hidden("ä b\tc\r\n–“😀 👩\u200D🔧 ❤\uFE0F", Hidden::Any), "");
  EXPECT_EQ(hidden("ä\u200Bb", Hidden::Any), "2 U+200B (zero width space)");
  EXPECT_EQ(hidden("a\u00A0b", Hidden::Any), "2 U+00A0 (no-break space)");
  EXPECT_EQ(hidden("\uFE0F", Hidden::Any), "1 U+FE0F (invisible character)");
  EXPECT_EQ(hidden("\x1B[0m", Hidden::Any), "1 U+001B (control character)");
  EXPECT_EQ(hidden("\xFFé\u3000", Hidden::Any), "3 U+3000 (ideographic space)");
}

TEST(FirstHidden, LeavesASentenceWhatItNeeds) {
  EXPECT_EQ(hidden("Fini\u202F! 👩\u200D🔧 ❤\uFE0F \u200Fשלום \u200B", Hidden::InProse), "");
  EXPECT_EQ(hidden("a\uFEFF", Hidden::InProse), "2 U+FEFF (byte order mark)");
  EXPECT_EQ(hidden("f\uFFFDr", Hidden::InProse), "2 U+FFFD (the sign for a lost character)");
  EXPECT_EQ(hidden("a\u0085", Hidden::InProse), "2 U+0085 (control character)");
}

TEST(JsonError, NamesTheCharacterThatAnEditorPutIn) {
  EXPECT_EQ(jsonError("{“text”: 1}"), "curly quote “ (write \" instead) at line 1, column 2");
  EXPECT_EQ(jsonError("{\"text”: 1}"), "curly quote ” (write \" instead) at line 1, column 7");
  EXPECT_EQ(jsonError("{\"text\": „a“}"), "curly quote „ (write \" instead) at line 1, column 10");
  EXPECT_EQ(jsonError("{\"a\": 1,\n\u00A0\"b\": 2}"), "U+00A0 (no-break space) at line 2, column 1");
  EXPECT_EQ(jsonError("{\"a\": ‘b’}"), "curly quote ‘ (write \" instead) at line 1, column 7");
  EXPECT_EQ(jsonError("\xEF\xBB\xBF{}"), "U+FEFF (byte order mark) at line 1, column 1");
  EXPECT_EQ(jsonError("{\"a\": \"“b”\u00A0\"}"), "") << "within a string they are text";
}

}  // namespace
}  // namespace herald
