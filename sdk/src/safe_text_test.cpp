// SPDX-License-Identifier: Apache-2.0
#include "herald/safe_text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "herald/json.h"

namespace herald {
namespace {

// tests/console/safe_text_test.mjs has the same table for the pages of the console.
TEST(SafeText, EscapesWhatCouldFoolATerminal) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"plain ö € 😀", "plain ö € 😀"},
      {"a\nb\r\tc", "a\\nb\\r\\tc"},
      {"\x1b[31m\x7f", "\\u001B[31m\\u007F"},
      {std::string("a\0b", 3), "a\\u0000b"},
      {"\xc2\x85\xc2\x9b", "\\u0085\\u009B"},                         // C1: next line, control sequence
      {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},                 // line and paragraph separators
      {"\xe2\x80\xae\xe2\x81\xa6\xd8\x9c", "\\u202E\\u2066\\u061C"},  // bidirectional marks
      {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200E\\u200F"},                 // left-to-right and right-to-left marks
      {"a\u200bb\u200dc\u2060\ufeff\u00ad", "a\\u200Bb\\u200Dc\\u2060\\uFEFF\\u00AD"},  // without a width
      {"\u3164\u115f\u034f\u180b", "\\u3164\\u115F\\u034F\\u180B"},                     // fillers of scripts
      {"a\ufe0f\U000e0041", "a\\uFE0F\\uDB40\\uDC41"},                                  // a variant, a tag
      {"ö\u200b\u200d", "ö\\u200B\\u200D"},                                             // no chain of them
      {"ö\u200d\ufe0f\ufe0f", "ö\u200d\\uFE0F\\uFE0F"},
      {"\xff\ufe0f\u200d", "\\xFF\\uFE0F\\u200D"},  // behind what is escaped
      {"\xff\xfe", "\\xFF\\xFE"},                   // no UTF-8
      {"\x9b"
       "31m",
       "\\x9B31m"},                         // C1 as a single byte
      {"\xc0\x9b", "\\xC0\\x9B"},           // an overlong form
      {"\xed\xa0\x80", "\\xED\\xA0\\x80"},  // half of a surrogate pair
      {"cut \xe2\x82", "cut \\xE2\\x82"},
  };
  for (const auto& [text, expected] : table) EXPECT_EQ(safeText(text), expected);
}

TEST(SafeText, KeepsWhatEmojiAndScriptsNeed) {
  for (const std::string text :
       {"⚠\ufe0f", "❤\ufe0f\u200d🔥", "👩\u200d🔧", "می\u200cخواهم", "क्\u200dष", "10\u00a0% Größe"})
    EXPECT_EQ(safeText(text), text);
}

TEST(SafeText, LinesKeepLineBreaksAndTabsAndNothingElse) {
  EXPECT_EQ(safeLines("a\n\tb\r\n\x1b"), "a\n\tb\\r\n\\u001B");
}

RC_GTEST_PROP(SafeTextProperty, IsTheSameTheSecondTimeAndHasNoControls, (const std::string& text)) {
  const auto safe = safeText(text);
  RC_ASSERT(safeText(safe) == safe);
  for (const char c : safe) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

RC_GTEST_PROP(SafeTextProperty, KeepsTheMeaningOfJson, (const std::string& text)) {
  const auto json = jsonQuote("\xc2\x85\xe2\x80\xa8\x7f" + text);
  RC_ASSERT(jsonToText(safeText(json)) == jsonToText(json));
}

}  // namespace
}  // namespace herald
