// SPDX-License-Identifier: Apache-2.0
#include "printing/json_values.h"

#include <gtest/gtest.h>

#include <limits>

namespace herald::printing {
namespace {

TEST(JsonValues, ANumberThatIsNotFiniteIsNoValue) {
  for (const char* raw : {"NaN", "nan", "Infinity", "-Infinity", "inf", "1e400", "null", "", "\"5\""})
    EXPECT_EQ(number(raw), std::nullopt) << raw;
  EXPECT_EQ(number("-2.5"), -2.5);
  EXPECT_EQ(numberText(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(numberText(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(numberText(2.5), "2.5");
}

}  // namespace
}  // namespace herald::printing
