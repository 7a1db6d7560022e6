// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/sink/histogram.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, has_a_bucket_for_each_bound_and_one_for_the_rest) {
  Histogram histogram;
  histogram.add(0ms);
  histogram.add(5ms);
  histogram.add(5ms + 1ns);
  histogram.add(1h);
  histogram.add(1h + 1ms);
  EXPECT_EQ(histogram.counts.front(), 2u);
  EXPECT_EQ(histogram.counts[1], 1u);
  EXPECT_EQ(histogram.counts[14], 1u);
  EXPECT_EQ(histogram.counts[15], 1u);
  EXPECT_EQ(histogram.count, 5u);
  EXPECT_EQ(histogram.sum, 2h + 1ms + 5ms + 6ms);
}

}  // namespace
}  // namespace herald::core
