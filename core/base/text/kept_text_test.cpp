// SPDX-License-Identifier: Apache-2.0
#include "base/text/kept_text.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(KeptText, KeepsAShortText) {
  EXPECT_EQ(keptText(""), "");
  EXPECT_EQ(keptText(std::string(kMostText, 'x')), std::string(kMostText, 'x'));
}

TEST(KeptText, CutsALongTextBetweenTwoWords) {
  const auto begin = std::string(kMostText - 20, 'x');
  EXPECT_EQ(keptText(begin + " a word, and s3cr3t-token-at-the-limit and more"), begin + " a word, and …");
}

TEST(KeptText, CutsOneLongWordAtACharacter) {
  std::string word;
  while (word.size() <= kMostText) word += "ö";
  const auto kept = keptText(word);
  EXPECT_LE(kept.size(), kMostText);
  EXPECT_GT(kept.size(), kMostText - 8);
  EXPECT_TRUE(kept.ends_with("ö…"));
}

}  // namespace
}  // namespace herald::core
