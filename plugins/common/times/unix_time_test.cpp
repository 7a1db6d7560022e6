// SPDX-License-Identifier: Apache-2.0
#include "times/unix_time.h"

#include <gtest/gtest.h>

#include <limits>

#include "herald/event.h"

namespace herald::times {
namespace {

std::string textOf(double seconds) {
  const auto time = timeOfUnixSeconds(seconds);
  return time ? toRfc3339(*time) : "";
}

TEST(UnixTime, IsAMomentBetween1970And2261) {
  EXPECT_EQ(textOf(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(textOf(1588195498.25), "2020-04-29T21:24:58.250Z");
  EXPECT_EQ(textOf(9214646399.999), "2261-12-31T23:59:59.999Z");
}

TEST(UnixTime, IsNothingThatAClockCannotHold) {
  using Limits = std::numeric_limits<double>;
  for (const double seconds :
       {-0.001, 9214646400.0, 1.7e12, 1e300, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()})
    EXPECT_EQ(textOf(seconds), "") << seconds;
}

}  // namespace
}  // namespace herald::times
