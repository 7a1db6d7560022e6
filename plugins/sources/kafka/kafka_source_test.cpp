// SPDX-License-Identifier: Apache-2.0
#include "kafka_source.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "group_consumer.h"
#include "herald/testing/contract.h"
#include "herald/testing/contract/process_state.h"
#include "kafka/testing/mock_cluster.h"
#include "kafka/testing/refusing_broker.h"
#include "testing/running_source.h"

namespace herald::kafka {
namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(KafkaSource, {{"brokers", "127.0.0.1:1"}, {"topics", "printers"}, {"group", "farm"}})

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr const char* kTopic = "printers";
constexpr const char* kGroup = "farm";

/// A small plain event. `number` is its id, and its place in what the test has written.
std::string plain(int number) {
  return R"({"type":"A","id":"0190163d-8694-739b-aea5-)" + std::to_string(100000000000 + number) + R"("})";
}

std::vector<int> numbersOf(const std::vector<std::string>& ids) {
  std::vector<int> numbers;
  for (const auto& id : ids) numbers.push_back(std::stoi(id.substr(25)));
  return numbers;
}

std::vector<int> numbersIn(const WatchedFeed& feed) {
  std::vector<std::string> ids;
  for (const auto& event : feed.events()) ids.push_back(event.id);
  return numbersOf(ids);
}

std::string idOf(int number) { return "0190163d-8694-739b-aea5-" + std::to_string(100000000000 + number); }

class KafkaSourceTest : public ::testing::Test {
 protected:
  void write(int partition, int from, int to) {
    for (int number = from; number < to; ++number) cluster_.produce(kTopic, partition, plain(number));
  }

  /// Waits until the group has committed this offset.
  void expectCommitted(int partition, std::int64_t offset) {
    const auto deadline = Clock::now() + std::chrono::minutes(1);
    while (cluster_.committed(kGroup, kTopic, partition) != offset && Clock::now() < deadline) continue;
    EXPECT_EQ(cluster_.committed(kGroup, kTopic, partition), offset) << "partition " << partition;
  }

  void leaveTwoOfFive();

  MockCluster cluster_{};
};

std::string problemWith(const Settings::Values& more) {
  KafkaSource source;
  test::FakeHost host;
  Settings::Values values{{"brokers", "127.0.0.1:1"}, {"topics", "printers"}, {"group", "farm"}};
  for (const auto& [name, value] : more) values[name] = value;
  try {
    source.configure(test::settingsFor(source, values), host);
    return "";
  } catch (const BadSettings& error) {
    return error.problems().front().option + " " + error.problems().front().why;
  }
}

TEST(KafkaSourceSettings, TimeInCustodyIsADurationOrNever) {
  for (const auto* text : {"60s", "0", "never", "2h"}) EXPECT_EQ(problemWith({{"custody.atMost", text}}), "");
  EXPECT_THAT(problemWith({{"custody.atMost", "soon"}}), HasSubstr(", or `never`"));
}

TEST(KafkaSourceSettings, TopicsAreNamesAndPatternsEachOnce) {
  for (const auto* topics : {"printers", "printers, presses", "^print, printers", "^a(b|c)+$, ^[[:alpha:]]{2}$"})
    EXPECT_EQ(problemWith({{"topics", topics}}), "") << topics;
  EXPECT_EQ(problemWith({{"topics", ","}}), "topics has no topic");
  EXPECT_EQ(problemWith({{"topics", "printers, presses, printers"}}),
            "topics names printers twice: remove one of them");
  EXPECT_EQ(problemWith({{"topics", "^a, ^a"}}), "topics names ^a twice: remove one of them");
  for (const std::string bad : {"^[", "^(a", "^*", "^a\\"})
    EXPECT_THAT(problemWith({{"topics", "printers, " + bad}}),
                AllOf(StartsWith("topics has the pattern " + bad + ", which is no regular expression ("),
                      EndsWith("): mend it")));
}

TEST(GroupConsumer, ARefusedSubscriptionLeavesNoThread) {
  const test::ProcessState before;
  test::FakeHost host;
  const ConnectionSetup setup(Settings(ConnectionSetup::options(), {{"brokers", "127.0.0.1:1"}}));
  EXPECT_THROW(GroupConsumer(setup, {.group = "farm", .topics = {"printers", "printers"}}, host), Failure);
  EXPECT_TRUE(before.newThreadsEnd(std::chrono::seconds(30)));
}

/// What ends a run of a source with these settings.
Failure failureWith(Settings::Values values) {
  values.insert({{"topics", "printers"}, {"group", "farm"}});
  KafkaSource source;
  test::FakeFeed feed;
  source.configure(test::settingsFor(source, std::move(values)), feed.host);
  try {
    source.run(feed);
  } catch (const Failure& failure) {
    EXPECT_THAT(feed.connections(), IsEmpty());
    return failure;
  }
  throw std::logic_error("it found a cluster");
}

TEST(KafkaSourceSettings, AClusterThatIsAwayIsTriedAgain) {
  const auto failure = failureWith({{"brokers", "127.0.0.1:1"}});
  EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("Connection refused")));
}

TEST(KafkaSourceSettings, ALoginThatIsCutOffIsTriedAgainAndARefusedOneIsOnHold) {
  using Login = RefusingBroker::Login;
  const auto failureAt = [](const RefusingBroker& one, const RefusingBroker& other) {
    return failureWith({{"brokers", one.address() + ", " + other.address()},
                        {"security.protocol", "sasl_plaintext"},
                        {"sasl.username", "mara"},
                        {"sasl.password", "hunter22"}});
  };
  const auto cutOff = failureAt(RefusingBroker(Login::CutOff), RefusingBroker(Login::CutOff));
  EXPECT_EQ(cutOff.verdict(), Outcome::Verdict::Retry) << cutOff.what();
  EXPECT_THAT(cutOff.what(), HasSubstr("check `brokers`"));
  const auto refused = failureAt(RefusingBroker(Login::Refused), RefusingBroker(Login::Refused));
  EXPECT_EQ(refused.verdict(), Outcome::Verdict::Hold);
  EXPECT_THAT(refused.what(), HasSubstr("check sasl.mechanism, sasl.username and sasl.password"));
}

TEST(KafkaSourceSettings, AHandshakeOfTlsThatIsCutOffIsTriedAgain) {
  const RefusingBroker broker;
  const auto failure = failureWith({{"brokers", broker.address()}, {"security.protocol", "ssl"}});
  EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry) << failure.what();
  EXPECT_THAT(failure.what(), HasSubstr("check security.protocol"));
}

TEST_F(KafkaSourceTest, EachFormOfARecordIsAnEvent) {
  cluster_.createTopic(kTopic, 1);
  cluster_.produce(kTopic, 0, R"({"time":50.2})",
                   {{"content-type", "application/json"},
                    {"ce_specversion", "1.0"},
                    {"ce_id", idOf(1)},
                    {"ce_source", "mk3"},
                    {"ce_type", "PrintDone"},
                    {"ce_device", "mk3"},
                    {"ce_category", "lifecycle"},
                    {"ce_heraldcontext", R"({"state":1})"}});
  cluster_.produce(kTopic, 0, R"({"specversion":"1.0","id":")" + idOf(2) + R"(","source":"mk4","type":"PrintFailed"})",
                   {{"content-type", "application/cloudevents+json"}});
  cluster_.produce(kTopic, 0, plain(3), {}, "mk5");
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(3));
  const auto events = source.feed.events();
  EXPECT_THAT(numbersIn(source.feed), ElementsAre(1, 2, 3));
  EXPECT_EQ(events[0].context, R"({"state":1})");
  EXPECT_EQ(events[0].payload, R"({"time":50.2})");
  EXPECT_EQ(events[1].type, "PrintFailed");
  EXPECT_EQ(events[2].device, "mk5");
  EXPECT_THAT(source.feed.connections(), Contains(HasSubstr("group farm, 1 partition: printers/0")));
  EXPECT_EQ(source.feed.held.atMost(idOf(1)), std::optional(std::optional<Millis>(std::chrono::seconds(60))));
  EXPECT_EQ(source.stop(), "");
}

TEST_F(KafkaSourceTest, CommitsWhatIsSettledAndNeverOverAGap) {
  cluster_.createTopic(kTopic, 2);
  write(0, 0, 4);
  write(1, 10, 11);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(5));
  for (const int number : {1, 3}) ASSERT_TRUE(source.feed.held.settle(idOf(number)));
  ASSERT_TRUE(source.feed.held.settle(idOf(10)));
  expectCommitted(1, 1);  // one commit has all partitions
  EXPECT_EQ(cluster_.committed(kGroup, kTopic, 0), 0);
  ASSERT_TRUE(source.feed.held.settle(idOf(0)));
  expectCommitted(0, 2);
  ASSERT_TRUE(source.feed.held.settle(idOf(2)));
  expectCommitted(0, 4);
}

/// A member that reads five records, settles all but 2 and 4, and leaves.
void KafkaSourceTest::leaveTwoOfFive() {
  cluster_.createTopic(kTopic, 1);
  for (int number = 0; number < 5; ++number)
    cluster_.produce(kTopic, 0, plain(number), {}, number % 2 == 0 ? "even" : "odd");
  RunningSource first(cluster_.brokers());
  ASSERT_TRUE(first.feed.waitForEvents(5));
  for (const int number : {3, 0, 1}) ASSERT_TRUE(first.feed.held.settle(idOf(number)));
  expectCommitted(0, 2);
  EXPECT_EQ(first.stop(), "");
  EXPECT_THAT(first.feed.held.released(), ElementsAre(ElementsAre("printers/0")));
}

TEST_F(KafkaSourceTest, AnotherMachineGoesOnFromTheLastCommit) {
  ASSERT_NO_FATAL_FAILURE(leaveTwoOfFive());
  write(0, 5, 6);
  RunningSource second(cluster_.brokers());
  ASSERT_TRUE(second.feed.waitForEvents(3));
  EXPECT_THAT(numbersIn(second.feed), ElementsAre(2, 4, 5)) << "3 is settled, behind a gap";
  EXPECT_EQ(second.feed.counted("redelivered"), 2u);
}

std::vector<std::string> linesAboutTheOwnerBefore(const WatchedFeed& feed) {
  std::vector<std::string> lines;
  for (const auto& [level, text] : feed.host.lines())
    if (text.starts_with("the group does not say")) lines.push_back(text);
  return lines;
}

TEST_F(KafkaSourceTest, AGroupThatDoesNotAnswerIsAskedAgainWithTheFirstRecord) {
  ASSERT_NO_FATAL_FAILURE(leaveTwoOfFive());
  cluster_.answer(Request::OffsetFetch, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  RunningSource second(cluster_.brokers());
  ASSERT_TRUE(second.feed.waitForEvents(2));
  EXPECT_EQ(second.stop(), "");
  EXPECT_THAT(numbersIn(second.feed), ElementsAre(2, 4)) << "3 is settled, behind a gap";
  EXPECT_EQ(second.feed.counted("redelivered"), 2u);
  EXPECT_THAT(linesAboutTheOwnerBefore(second.feed), IsEmpty());
}

TEST_F(KafkaSourceTest, AGroupThatNeverSaysHowFarTheOwnerBeforeCameIsToldOnce) {
  ASSERT_NO_FATAL_FAILURE(leaveTwoOfFive());
  cluster_.answer(Request::OffsetFetch,
                  {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_NO_ERROR,  // librdkafka's own
                   RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  RunningSource second(cluster_.brokers());
  ASSERT_TRUE(second.feed.waitForEvents(3));
  EXPECT_EQ(second.stop(), "");
  EXPECT_THAT(numbersIn(second.feed), ElementsAre(2, 3, 4));
  EXPECT_EQ(second.feed.counted("redelivered"), 0u);
  EXPECT_THAT(linesAboutTheOwnerBefore(second.feed),
              ElementsAre(AllOf(HasSubstr("in printers/0: "), HasSubstr("the right Read on the group"))));
}

TEST_F(KafkaSourceTest, WhatIsUnderWayWhenItStopsIsCommitted) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 3);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(3));
  source.feed.held.setUnderWay(idOf(0));
  EXPECT_EQ(source.stop(), "");
  expectCommitted(0, 1);
}

TEST_F(KafkaSourceTest, PartitionsThatGoTogetherAreReleasedTogether) {
  cluster_.createTopic(kTopic, 3);
  for (const int partition : {0, 1, 2}) write(partition, 10 * partition, 10 * partition + 2);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(6));
  for (const int number : {0, 10, 20}) source.feed.held.setUnderWay(idOf(number));
  EXPECT_EQ(source.stop(), "");
  EXPECT_THAT(source.feed.held.released(), ElementsAre(UnorderedElementsAre("printers/0", "printers/1", "printers/2")));
  for (const int partition : {0, 1, 2}) expectCommitted(partition, 1);
}

// With a round trip, the members sync in the order that the cluster of librdkafka needs.
TEST_F(KafkaSourceTest, AMovedPartitionIsReleasedAndCommittedBeforeItGoes) {
  cluster_.createTopic(kTopic, 2);
  cluster_.setRoundTrip(50);
  write(0, 0, 3);
  write(1, 10, 13);
  RunningSource first(cluster_.brokers());
  ASSERT_TRUE(first.feed.waitForEvents(6));
  for (const int partition : {0, 1}) expectCommitted(partition, 0);
  for (const int number : {0, 10}) first.feed.held.setUnderWay(idOf(number));
  RunningSource second(cluster_.brokers());
  ASSERT_TRUE(second.feed.waitForEvents(2));
  const int begin = numbersIn(second.feed).front();
  EXPECT_THAT(first.feed.held.released(), ElementsAre(ElementsAre(begin == 11 ? "printers/1" : "printers/0")));
  EXPECT_EQ(begin % 10, 1) << "what was under way has ended, and was committed";
  EXPECT_EQ(first.feed.counted("partitions_lost"), 0u);
}

TEST_F(KafkaSourceTest, AStopWhileAPartitionGoesCommitsIt) {
  cluster_.createTopic(kTopic, 2);
  cluster_.setRoundTrip(50);
  write(0, 0, 3);
  write(1, 10, 13);
  RunningSource<SlowFeed> first(cluster_.brokers());
  ASSERT_TRUE(first.feed.waitForEvents(6));
  for (const int partition : {0, 1}) expectCommitted(partition, 0);
  for (const int number : {0, 10}) first.feed.slow.setUnderWay(idOf(number));
  RunningSource second(cluster_.brokers());
  first.feed.slow.awaitRelease();
  EXPECT_EQ(first.stop(), "");
  const auto released = first.feed.slow.released();
  ASSERT_EQ(released.size(), 2u);
  EXPECT_EQ(first.feed.counted("partitions_lost"), 0u);
  ASSERT_TRUE(second.feed.waitForEvents(4));
  EXPECT_THAT(numbersIn(second.feed), Not(Contains(released.front().front() == "printers/1" ? 10 : 0)));
}

TEST_F(KafkaSourceTest, APausedPartitionThatComesBackIsReadAgain) {
  cluster_.createTopic(kTopic, 1);
  RunningSource source(cluster_.brokers());
  source.feed.held.setFull(true);
  write(0, 0, 300);
  ASSERT_TRUE(source.feed.waitUntil([&] { return source.feed.counted("records") >= 256; }));
  cluster_.answer(Request::Heartbeat, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  ASSERT_TRUE(source.feed.waitUntil([&] { return source.feed.counted("partitions_taken") == 2; }));
  source.feed.held.setFull(false);
  EXPECT_TRUE(source.feed.waitForEvents(300));
}

TEST_F(KafkaSourceTest, ALostPartitionIsNotCommitted) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 3);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(3));
  source.feed.held.setUnderWay(idOf(0));
  cluster_.answer(Request::Heartbeat, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  ASSERT_TRUE(source.feed.waitForEvents(6));
  EXPECT_THAT(numbersIn(source.feed), ElementsAre(0, 1, 2, 0, 1, 2));
  EXPECT_EQ(source.feed.counted("partitions_lost"), 1u);
  EXPECT_EQ(source.feed.counted("partitions_taken"), 2u);
}

TEST_F(KafkaSourceTest, ABadRecordIsToldAndDoesNotStopThePartition) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 1);
  for (const auto* bad : {"", "{", "[]", "\xff", R"({"type":"A","x":1})"}) cluster_.produce(kTopic, 0, bad);
  write(0, 6, 7);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(2));
  source.feed.held.settleAll();
  expectCommitted(0, 7);
  EXPECT_THAT(numbersIn(source.feed), ElementsAre(0, 6));
  EXPECT_EQ(source.feed.counted("bad_records"), 5u);
  EXPECT_EQ(source.feed.counted("records"), 7u);
  std::vector<std::string> warnings;
  for (const auto& [level, text] : source.feed.host.lines())
    if (level == Level::Warning && text.starts_with("skips")) warnings.push_back(text);
  EXPECT_THAT(warnings, ElementsAre("skips the record at printers/0, offset 1: the record is empty"));
}

TEST_F(KafkaSourceTest, WaitsForRoomWithoutLeavingTheGroupOrItsOtherPartitions) {
  cluster_.createTopic(kTopic, 1);
  RunningSource source(cluster_.brokers());
  source.feed.held.setFull(true);
  write(0, 0, 1000);
  ASSERT_TRUE(source.feed.waitUntil([&] { return source.feed.counted("records") >= 256; }));
  EXPECT_THAT(source.feed.events(), IsEmpty());
  source.feed.held.setFull(false);
  ASSERT_TRUE(source.feed.waitForEvents(1000));
  std::vector<int> all(1000);
  for (int i = 0; i < 1000; ++i) all[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(numbersIn(source.feed), all);
  EXPECT_EQ(source.feed.counted("partitions_taken"), 1u);
  EXPECT_EQ(source.feed.counted("redelivered"), 0u);
  EXPECT_EQ(source.feed.host.measures().at("partitions").at(""), 1);
}

TEST_F(KafkaSourceTest, APartitionIsReadOnWhileItsEventsWait) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 1000);
  RunningSource source(cluster_.brokers(), {{"custody.atMost", "never"}});
  ASSERT_TRUE(source.feed.waitForEvents(1000));
  for (int number = 1; number < 1000; ++number) ASSERT_TRUE(source.feed.held.settle(idOf(number)));
  expectCommitted(0, 0);
  ASSERT_TRUE(source.feed.held.settle(idOf(0)));
  expectCommitted(0, 1000);
}

TEST_F(KafkaSourceTest, ABrokerThatComesBackIsNoFailure) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 2);
  RunningSource source(cluster_.brokers(), {{"librdkafka.session.timeout.ms", "30000"}});
  ASSERT_TRUE(source.feed.waitForEvents(2));
  cluster_.setDown();
  ASSERT_TRUE(source.feed.waitUntil([&] { return !source.feed.host.lines().empty(); }));
  source.feed.held.settleAll();
  cluster_.setUp();
  write(0, 2, 4);
  ASSERT_TRUE(source.feed.waitForEvents(4));
  expectCommitted(0, 2);
  EXPECT_THAT(numbersIn(source.feed), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(source.stop(), "");
}

TEST_F(KafkaSourceTest, AFailedCommitIsToldAndTriedAgain) {
  cluster_.createTopic(kTopic, 1);
  cluster_.answer(Request::OffsetCommit,
                  {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  write(0, 0, 2);
  RunningSource source(cluster_.brokers());
  source.feed.held.settleAtOnce();
  expectCommitted(0, 2);
  EXPECT_EQ(source.feed.counted("failed_commits"), 2u);
  const auto lines = source.feed.host.lines();
  EXPECT_EQ(std::ranges::count_if(lines, [](const auto& line) { return line.text.starts_with("could not commit"); }),
            1);
}

TEST_F(KafkaSourceTest, ShowsHowFarItIsBehind) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 5);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(5));
  const auto isBehindBy = [&](double lag) {
    const auto measures = source.feed.host.measures();
    const auto found = measures.find("partition_lag");
    return found != measures.end() && found->second == std::map<std::string, double>{{"printers/0", lag}};
  };
  EXPECT_TRUE(source.feed.waitUntil([&] { return isBehindBy(5); }));
  for (const int number : {0, 1, 2}) source.feed.held.settle(idOf(number));
  EXPECT_TRUE(source.feed.waitUntil([&] { return isBehindBy(2); }));
  EXPECT_EQ(source.stop(), "");
  EXPECT_THAT(source.feed.host.measures().at("partition_lag"), IsEmpty());
}

TEST_F(KafkaSourceTest, APausedPartitionShowsHowFarItIsBehindToo) {
  cluster_.createTopic(kTopic, 1);
  RunningSource source(cluster_.brokers());
  source.feed.held.setFull(true);
  write(0, 0, 600);
  EXPECT_TRUE(source.feed.waitUntil([&] {
    const auto measures = source.feed.host.measures();
    const auto found = measures.find("partition_lag");
    return found != measures.end() && found->second == std::map<std::string, double>{{"printers/0", 600}};
  }));
}

TEST_F(KafkaSourceTest, StopsWhileNobodyAnswers) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 2);
  RunningSource source(cluster_.brokers());
  ASSERT_TRUE(source.feed.waitForEvents(2));
  cluster_.setDown();
  EXPECT_EQ(source.stop(), "");
  EXPECT_THAT(source.feed.held.released(), Contains(ElementsAre("printers/0")));
}

TEST_F(KafkaSourceTest, ATopicThatItMayNotReadIsOnHold) {
  cluster_.createTopic(kTopic, 1);
  rd_kafka_mock_topic_set_error(cluster_.get(), kTopic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  RunningSource source(cluster_.brokers());
  EXPECT_THAT(source.end(), HasSubstr("give this user its rights on the topic"));
}

TEST_F(KafkaSourceTest, ATopicThatDoesNotExistIsAFailureUnlessThereAreOthers) {
  cluster_.createTopic(kTopic, 1);
  write(0, 0, 1);
  rd_kafka_mock_topic_set_error(cluster_.get(), "nowhere", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_THAT(RunningSource(cluster_.brokers(), {{"topics", "nowhere"}}).end(), HasSubstr("create the topic"));
  RunningSource source(cluster_.brokers(), {{"topics", "nowhere, printers"}});
  EXPECT_TRUE(source.feed.waitForEvents(1));
}

TEST_F(KafkaSourceTest, ARefusedGroupIsOnHold) {
  cluster_.createTopic(kTopic, 1);
  cluster_.answer(Request::JoinGroup, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  RunningSource source(cluster_.brokers());
  EXPECT_THAT(source.end(), HasSubstr("give this user the right Read on the group"));
}

}  // namespace
}  // namespace herald::kafka
