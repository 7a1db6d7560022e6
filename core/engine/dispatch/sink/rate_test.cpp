// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/sink/rate.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(Rate, is_a_count_and_a_time) {
  const auto is = [](const char* text, int count, Millis per) {
    const auto rate = parseRate(text);
    EXPECT_EQ(rate.count, count) << text;
    EXPECT_EQ(rate.per, per) << text;
  };
  is("", 0, 0ms);
  is("1/s", 1, 1s);
  is("20/min", 20, 1min);
  is("20/m", 20, 1min);
  is(" 100 / h ", 100, 1h);
  is("5/2s", 5, 2s);
  is("3/d", 3, 24h);
}

TEST(Rate, any_other_text_is_refused) {
  for (const auto* text : {"1", "/s", "0/s", "-1/s", "1.5/s", "x/s", "1/", "1/0s", "1/fortnight", "1/2", "1/25h",
                           "1/s/s", "9999999/s", "99999999999999999999/s"}) {
    EXPECT_THROW(parseRate(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace herald::core
