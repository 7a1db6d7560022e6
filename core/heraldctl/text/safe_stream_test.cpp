// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/safe_stream.h"

#include <gtest/gtest.h>

#include <sstream>

namespace herald::core::ctl {
namespace {

TEST(SafeStream, EscapesWhateverIsPrinted) {
  std::ostringstream target;
  {
    SafeStream out(target);
    out << "an answer: \x1b]0;owned\x07" << '\x9b' << " ö\n"
        << "and " << 3 << std::endl;
    EXPECT_EQ(target.str(), "an answer: \\u001B]0;owned\\u0007\\x9B ö\nand 3\n");
    out << "the rest";
  }
  EXPECT_EQ(target.str().substr(target.str().rfind('\n')), "\nthe rest");
}

TEST(SafeStream, TakesACharacterInPieces) {
  std::ostringstream target;
  SafeStream out(target);
  out << '\xe2' << '\x82' << '\xac' << "\xe2\x80"
      << "\xae\n";
  EXPECT_EQ(target.str(), "€\\u202E\n");
}

TEST(SafeStream, FailsWithItsTarget) {
  std::ostringstream target;
  target.setstate(std::ios::badbit);
  SafeStream out(target);
  out << "x\n";
  EXPECT_FALSE(out);
}

}  // namespace
}  // namespace herald::core::ctl
