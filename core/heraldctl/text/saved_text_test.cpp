// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/saved_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace herald::core::ctl {
namespace {

std::string printed(std::string_view answer) {
  std::ostringstream out;
  printReloadWarnings(answer, out);
  return out.str();
}

TEST(SavedText, HasALineForEachWarning) {
  EXPECT_EQ(
      printed(R"({"saved":true,"undo":"7","reload":{"applied":true,"detail":"","warnings":["a: b","c\u001b[2J"]}})"),
      "warning: a: b\nwarning: c\\u001B[2J\n");
  EXPECT_EQ(printed(R"({"saved":false,"undo":null})"), "");
  EXPECT_EQ(printed(""), "");
}

}  // namespace
}  // namespace herald::core::ctl
