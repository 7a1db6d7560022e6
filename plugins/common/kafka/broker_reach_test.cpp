// SPDX-License-Identifier: Apache-2.0
#include "kafka/broker_reach.h"

#include <gmock/gmock.h>

#include "kafka/testing/mock_cluster.h"

namespace herald::kafka {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(BrokerReach, SaysWhereNobodyAnswers) {
  const MockCluster cluster;
  const auto there = BrokerAddress::parse(cluster.brokers()).value();
  const BrokerAddress away{"127.0.0.1", 1}, unknown{"no-such-host.invalid", 9092};
  BrokerReach reach;
  reach.tryAll({there, away, unknown}, Clock::now() + std::chrono::hours(1));
  EXPECT_THAT(reach.faultAt(there), IsEmpty());
  EXPECT_THAT(reach.faultAt(away), StartsWith("Connection refused"));
  EXPECT_THAT(reach.faultAt(unknown),
              AllOf(StartsWith("the host no-such-host.invalid was not found ("), EndsWith(")")));
  reach.tryAll({away}, Clock::now() - std::chrono::hours(1));
  EXPECT_THAT(reach.faultAt(away), StartsWith("Connection refused")) << "it was tried before";
  const BrokerAddress late{"127.0.0.1", 2};
  reach.tryAll({late}, Clock::now() - std::chrono::hours(1));
  EXPECT_EQ(reach.faultAt(late), "it does not answer in time");
}

}  // namespace
}  // namespace herald::kafka
