// SPDX-License-Identifier: Apache-2.0
#include "printing/filament.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

constexpr const char* kTwoTools = R"({"tool0":{"length":1000.5,"volume":2.41},"tool1":{"length":500.25,"volume":1.2}})";

TEST(FilamentUsed, IsTheSumOfAllTools) {
  EXPECT_EQ(filamentUsed(kTwoTools, {.density = 1.24}),
            R"({"length":1500.75,"volume":3.61,"weight":4.48,"cost":null})");
}

TEST(FilamentUsed, CostsByWeightOrByLength) {
  EXPECT_EQ(filamentUsed(kTwoTools, {.density = 1.24, .pricePerKg = 25}),
            R"({"length":1500.75,"volume":3.61,"weight":4.48,"cost":0.11})");
  EXPECT_EQ(filamentUsed(kTwoTools, {.density = 1.24, .pricePerMeter = 0.5}),
            R"({"length":1500.75,"volume":3.61,"weight":4.48,"cost":0.75})");
}

TEST(FilamentUsed, IsNullWhereAValueIsNotKnown) {
  EXPECT_EQ(filamentUsed(R"({"tool0":{"length":10}})", {.density = 1.24, .pricePerKg = 25}),
            R"({"length":10,"volume":null,"weight":null,"cost":null})");
  EXPECT_EQ(filamentUsed(R"({"tool0":{"volume":10,"length":"7"}})", {.density = 1.24, .pricePerMeter = 25}),
            R"({"length":null,"volume":10,"weight":12.4,"cost":null})");
}

TEST(FilamentUsed, IsEmptyIfNothingIsKnown) {
  for (const char* used : {"", "null", "{}", R"({"length":null,"volume":null})", R"({"tool0":null})",
                           R"({"tool0":{"length":"7","volume":-1}})", "[]", "{"})
    EXPECT_EQ(filamentUsed(used, {.density = 1.24, .pricePerKg = 25}), "") << used;
}

}  // namespace
}  // namespace herald::printing
