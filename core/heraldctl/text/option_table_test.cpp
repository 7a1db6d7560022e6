// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/option_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace herald::core::ctl {
namespace {

const std::vector<Option> kOptions{
    {.name = "room", .type = Type::Size, .fallback = "1 MiB", .help = "How much.", .least = "1", .most = "64 MiB"},
    {.name = "mode", .type = Type::Choice, .help = "Which.", .required = true, .choices = {"a", "b"}},
    {.name = "pause", .type = Type::Duration, .help = "How long.", .least = "1s", .formerly = {"wait", "sleep"}}};

TEST(OptionTable, SaysTypeBoundsDefaultAndFormerNames) {
  std::ostringstream out;
  printOptions(kOptions, out);
  EXPECT_EQ(out.str(),
            "  room  (size, from 1 to 64 MiB, default 1 MiB)\n      How much.\n"
            "  mode  (choice: a, b, required)\n      Which.\n"
            "  pause  (duration, at least 1s)\n      How long. Formerly `wait`, `sleep`.\n");
}

TEST(OptionTable, SaysTheSameInMarkdown) {
  std::ostringstream out;
  printMarkdown(kOptions, out);
  EXPECT_EQ(out.str(),
            "| option | type | default | what it does |\n| --- | --- | --- | --- |\n"
            "| `room` | size, from 1 to 64 MiB | `1 MiB` | How much. |\n"
            "| `mode` | choice: a, b | required | Which. |\n"
            "| `pause` | duration, at least 1s | | How long. Formerly `wait`, `sleep`. |\n");
}

}  // namespace
}  // namespace herald::core::ctl
