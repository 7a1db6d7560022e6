// SPDX-License-Identifier: Apache-2.0
#include "line_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace herald::serial {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> split(LineSplitter& splitter, const std::vector<std::string>& parts) {
  std::vector<std::string> lines;
  for (const std::string& part : parts) splitter.feed(part, [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

TEST(LineSplitter, SplitsAtEachEndOfLineInAnyPieces) {
  LineSplitter splitter;
  EXPECT_THAT(split(splitter, {"ok\nstart\r\n", "o", "", "k", "\r", "\n\n", "T:20"}), ElementsAre("ok", "start", "ok"));
  EXPECT_EQ(splitter.pending(), 4u);
  EXPECT_THAT(split(splitter, {"\n"}), ElementsAre("T:20"));
  EXPECT_EQ(splitter.pending(), 0u);
}

TEST(LineSplitter, DropsNulBytes) {
  LineSplitter splitter;
  EXPECT_THAT(split(splitter, {std::string("\0\0st\0art\0\n\0\n", 12)}), ElementsAre("start"));
}

TEST(LineSplitter, TakesNoMemoryForALineWithoutEnd) {
  LineSplitter splitter;
  const std::string noise(65536, 'x');
  for (int i = 0; i < 16; ++i) EXPECT_THAT(split(splitter, {noise}), ElementsAre());
  EXPECT_EQ(splitter.tooLong(), 1u);
  EXPECT_THAT(split(splitter, {"tail\nok\n"}), ElementsAre("ok"));
}

TEST(LineSplitter, ForgetsAHalfLine) {
  LineSplitter splitter;
  split(splitter, {"half"});
  splitter.forget();
  EXPECT_THAT(split(splitter, {"ok\n"}), ElementsAre("ok"));
}

RC_GTEST_PROP(LineSplitter, ThePiecesOfTheInputDoNotMatter, (const std::vector<std::string>& parts)) {
  std::string whole;
  for (const std::string& part : parts) whole += part;
  LineSplitter one, other;
  RC_ASSERT(split(one, parts) == split(other, {whole}));
}

}  // namespace
}  // namespace herald::serial
