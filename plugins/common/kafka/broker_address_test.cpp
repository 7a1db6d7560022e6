// SPDX-License-Identifier: Apache-2.0
#include "kafka/broker_address.h"

#include <gtest/gtest.h>

namespace herald::kafka {
namespace {

TEST(BrokerAddress, IsReadAsUsersAndBrokersWriteIt) {
  const auto read = [](const char* text) { return BrokerAddress::parse(text).value(); };
  EXPECT_EQ(read("a.local:19092"), (BrokerAddress{"a.local", 19092}));
  EXPECT_EQ(read("a.local"), (BrokerAddress{"a.local", 9092}));
  EXPECT_EQ(read("[::1]:19092"), (BrokerAddress{"::1", 19092}));
  EXPECT_EQ(read("[::1]"), (BrokerAddress{"::1", 9092}));
  EXPECT_EQ(read("a.local:19092").text(), "a.local:19092");
}

TEST(BrokerAddress, KnowsThisMachine) {
  EXPECT_TRUE((BrokerAddress{"localhost", 1}.isLoopback()));
  EXPECT_TRUE((BrokerAddress{"127.0.1.1", 1}.isLoopback()));
  EXPECT_TRUE((BrokerAddress{"::1", 1}.isLoopback()));
  EXPECT_FALSE((BrokerAddress{"10.0.0.1", 1}.isLoopback()));
}

TEST(BrokerAddress, IsAHostAndAPortThatExists) {
  for (const auto* wrong :
       {"", ":9092", "a.local:", "a.local:0", "a.local:65536", "a.local:99999", "a.local:kafka", "a.local:90 92",
        "a.local:-1", "a.local:+1", "::1", "[::1", "[]:9092", "[::1]9092", "a:1:2"})
    EXPECT_EQ(BrokerAddress::parse(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace herald::kafka
