// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/request_rate.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(RequestRateTest, a_client_that_asks_too_often_waits_and_no_other_does) {
  RequestRate rate;
  const Clock::time_point start{};
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(rate.takes("a", start));
  EXPECT_FALSE(rate.takes("a", start));
  EXPECT_TRUE(rate.takes("b", start));
  EXPECT_TRUE(rate.takes("a", start + 10ms));
  EXPECT_FALSE(rate.takes("a", start + 10ms));
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(rate.takes("a", start + 1h));
  EXPECT_FALSE(rate.takes("a", start + 1h));
}

TEST(RequestRateTest, many_clients_take_a_bounded_table) {
  RequestRate rate;
  for (std::size_t i = 0; i < 3 * RequestRate::kMostClients; ++i) {
    EXPECT_TRUE(rate.takes(std::to_string(i), Clock::time_point{}));
  }
}

}  // namespace
}  // namespace herald::core
