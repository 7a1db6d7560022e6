// SPDX-License-Identifier: Apache-2.0
#include "kafka/cluster_probe.h"

#include <gmock/gmock.h>

#include <ostream>

#include "kafka/broker_reach.h"
#include "kafka/testing/mock_cluster.h"
#include "kafka/testing/refusing_broker.h"

namespace herald::inline v1 {

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.what << " / " << trouble.remedy; }

}  // namespace herald::inline v1

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto trouble(const std::string& what, const std::string& remedy, bool stopsWork = true) {
  return AllOf(Field(&Trouble::what, HasSubstr(what)), Field(&Trouble::remedy, HasSubstr(remedy)),
               Field(&Trouble::stopsWork, stopsWork));
}

std::vector<Trouble> probe(Settings::Values values, const ClusterNeeds& needs = {}, Millis limit = 30s) {
  const ConnectionSetup setup(Settings(ConnectionSetup::options(), std::move(values)));
  return probeCluster(setup, needs, Clock::now() + limit);
}

class ClusterProbeTest : public ::testing::Test {
 protected:
  ClusterProbeTest() { cluster_.createTopic("orders", 3); }
  std::vector<Trouble> look(const ClusterNeeds& needs) { return probe({{"brokers", cluster_.brokers()}}, needs); }

  /// The mock cluster creates each topic that somebody asks for; a real one does not, if a client says so.
  void miss(const std::string& topic) {
    rd_kafka_mock_topic_set_error(cluster_.get(), topic.c_str(), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  }

  MockCluster cluster_{};
};

TEST_F(ClusterProbeTest, IsContentWithAClusterThatHasEverything) {
  EXPECT_THAT(look({.topics = {"orders", "^ord", "^\\w+$"}, .group = "readers"}), IsEmpty());
}

TEST_F(ClusterProbeTest, FindsATopicThatIsMissing) {
  miss("returns");
  EXPECT_THAT(look({.topics = {"orders", "returns"}}),
              ElementsAre(trouble("topic returns: unknown topic", "create the topic")));
  EXPECT_THAT(look({.topics = {"^inv"}}), ElementsAre(trouble("matches ^inv", "create one")));
  EXPECT_THAT(look({.topics = {"^[a"}}), ElementsAre(trouble("^[a is no regular expression", "check `topics`")));
}

TEST_F(ClusterProbeTest, FindsThatTheUserMayNotSeeTheTopic) {
  cluster_.createTopic("secret", 0);  // a broker names no partitions with this error
  rd_kafka_mock_topic_set_error(cluster_.get(), "secret", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_THAT(look({.topics = {"secret"}}),
              ElementsAre(trouble("topic secret: topic authorization failed", "give this user its rights")));
}

TEST_F(ClusterProbeTest, FindsPartitionsWithoutALeader) {
  rd_kafka_mock_partition_set_leader(cluster_.get(), "orders", 1, -1);
  EXPECT_THAT(look({.topics = {"orders"}}),
              ElementsAre(trouble("1 of 3 partitions of the topic orders have no leader", "start the brokers")));
}

TEST_F(ClusterProbeTest, FindsThatTheUserMayNotReadAsTheGroup) {
  cluster_.answer(Request::OffsetFetch, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  EXPECT_THAT(look({.topics = {"orders"}, .group = "readers"}),
              ElementsAre(trouble("group readers: group authorization failed", "the right Read on the group")));
  cluster_.answer(Request::OffsetFetch, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  EXPECT_THAT(look({.topics = {"^ord"}, .group = "readers"}),
              ElementsAre(trouble("group readers: group authorization failed", "the right Read on the group")));
}

TEST_F(ClusterProbeTest, GoesOnWithoutABrokerOfSeveral) {
  miss("returns");
  EXPECT_THAT(probe({{"brokers", "127.0.0.1:1, " + cluster_.brokers()}}, {.topics = {"returns"}}),
              ElementsAre(trouble("topic returns", "create the topic"),
                          trouble("the broker 127.0.0.1:1: Connection refused", "whether this broker runs", false)));
}

TEST(ClusterProbe, FindsThatNoBrokerIsThere) {
  EXPECT_THAT(probe({{"brokers", "127.0.0.1:1, no-such-host.invalid"}}),
              ElementsAre(trouble("the broker 127.0.0.1:1: Connection refused", "check `brokers`"),
                          trouble("no-such-host.invalid:9092: the host", "check `brokers`")));
}

TEST(ClusterProbe, FindsAnAdvertisedAddressThatNobodyReaches) {
  MockCluster cluster(2);
  const auto brokers = cluster.brokers();
  cluster.setDown(2);
  EXPECT_THAT(probe({{"brokers", brokers.substr(0, brokers.find(','))}}),
              ElementsAre(trouble("broker 2 advertises the address 127.0.0.1:", "set advertised.listeners")));
}

TEST_F(ClusterProbeTest, SuspectsABrokerThatAdvertisesThisMachine) {
  const auto address = BrokerAddress::parse(cluster_.brokers()).value();
  const auto elsewhere = "0.0.0.0:" + std::to_string(address.port);  // leads to this machine, but looks like another
  EXPECT_THAT(
      probe({{"brokers", elsewhere}}, {.topics = {"orders"}}),
      ElementsAre(trouble("broker 1 advertises the address " + address.text() + ", which is this machine itself",
                          "set advertised.listeners", false)));
}

TEST(ClusterProbe, FindsALoginThatIsRefused) {
  const RefusingBroker broker;
  EXPECT_THAT(probe({{"brokers", broker.address()},
                     {"security.protocol", "sasl_plaintext"},
                     {"sasl.username", "herald"},
                     {"sasl.password", "hunter22"}}),
              ElementsAre(trouble("_AUTHENTICATION", "sasl.mechanism")));
}

TEST_F(ClusterProbeTest, FindsThatABrokerSpeaksNoTls) {
  EXPECT_THAT(probe({{"brokers", cluster_.brokers()}, {"security.protocol", "ssl"}}),
              ElementsAre(trouble("in state SSL_HANDSHAKE", "check security.protocol")));
}

TEST(ClusterProbe, WithoutTimeSaysSo) {
  EXPECT_THAT(probe({{"brokers", "127.0.0.1:1"}}, {}, 0ms),
              ElementsAre(trouble("127.0.0.1:1: it does not answer", "check `brokers`")));
}

}  // namespace
}  // namespace herald::kafka
