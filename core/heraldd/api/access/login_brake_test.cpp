// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/login_brake.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

class LoginBrakeTest : public ::testing::Test {
 protected:
  void fail(const std::string& client, int times) {
    for (int i = 0; i < times; ++i) brake.failed(client, now);
  }

  LoginBrake brake{};
  Clock::time_point now = Clock::time_point() + 24h;
};

TEST_F(LoginBrakeTest, a_few_mistakes_cost_nothing) {
  fail("phone", 2);
  EXPECT_EQ(brake.wait("phone", now), 0ms);
}

TEST_F(LoginBrakeTest, each_further_one_doubles_the_wait_of_its_address) {
  fail("guesser", 3);
  EXPECT_EQ(brake.wait("guesser", now), 1s);
  fail("guesser", 1);
  EXPECT_EQ(brake.wait("guesser", now), 2s);
  EXPECT_EQ(brake.wait("guesser", now + 1500ms), 500ms);
  EXPECT_EQ(brake.wait("guesser", now + 2s), 0ms);
  EXPECT_EQ(brake.wait("phone", now), 0ms);
  fail("guesser", 25);
  EXPECT_EQ(brake.wait("guesser", now), 5min);
}

TEST_F(LoginBrakeTest, many_addresses_together_are_slowed_a_little) {
  for (int i = 0; i < 100; ++i) fail("guesser " + std::to_string(i), 1);
  EXPECT_EQ(brake.wait("phone", now), 10s);
  EXPECT_EQ(brake.wait("phone", now + 10s), 0ms);
}

TEST_F(LoginBrakeTest, a_success_and_a_while_make_free) {
  fail("phone", 4);
  brake.succeeded("phone");
  EXPECT_EQ(brake.wait("phone", now), 0ms);
  fail("other", 20);
  now += 15min;
  fail("other", 1);
  EXPECT_EQ(brake.wait("other", now), 0ms);
}

TEST_F(LoginBrakeTest, remembers_a_bounded_number_of_addresses) {
  for (std::size_t i = 0; i < 2 * LoginBrake::kMostClients; ++i) {
    now += 1ms;
    fail("guesser " + std::to_string(i), 3);
  }
  now += 10s;
  EXPECT_EQ(brake.wait("guesser 0", now), 0ms);
}

}  // namespace
}  // namespace herald::core
