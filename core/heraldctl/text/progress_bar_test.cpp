// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/progress_bar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace herald::core::ctl {
namespace {

TEST(ProgressBarTest, is_a_bar_on_a_terminal_that_leaves_nothing_behind) {
  std::ostringstream out;
  std::string screen;
  {
    ProgressBar bar(out, [&](const std::string& text) { screen += text; });
    bar.show(0, 4);
    EXPECT_EQ(screen, "\r\x1b[K[------------------------------] 0 of 4");
    screen.clear();
    bar.show(2, 4, "1 failed\x1b[2J");
    EXPECT_EQ(screen.substr(0, 53), "\r\x1b[K[###############---------------] 2 of 4, 1 failed");
    EXPECT_EQ(screen.find("\x1b[2J"), std::string::npos);
    screen.clear();
  }
  EXPECT_EQ(screen, "\r\x1b[K");
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBarTest, is_a_line_for_each_tenth_in_a_pipe) {
  std::ostringstream out;
  {
    ProgressBar bar(out, {});
    for (std::size_t done = 0; done <= 40; ++done) bar.show(done, 40);
  }
  const auto lines = out.str();
  EXPECT_EQ(lines.substr(0, 20), "4 of 40\n8 of 40\n12 o");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 10);
}

}  // namespace
}  // namespace herald::core::ctl
