// SPDX-License-Identifier: Apache-2.0
#include "producer.h"

#include <gmock/gmock.h>

#include <future>
#include <map>
#include <memory>
#include <stop_token>

#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "kafka/testing/refusing_broker.h"
#include "testing/topic_reader.h"

namespace herald::kafka_sink {
namespace {

using namespace std::chrono_literals;
using kafka::MockCluster;
using kafka::Request;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Verdict = Outcome::Verdict;

/// Attempts that were begun. They and their events live until all have ended.
class Attempts {
 public:
  explicit Attempts(Producer& producer) : producer_(producer) {}
  ~Attempts() {
    for (auto& one : all_) one->outcome.wait();
  }
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;

  std::shared_future<Outcome> begin(const Record& record, const std::string& id, Millis timeout, std::stop_token stop) {
    auto& one = *all_.emplace_back(std::make_unique<One>());
    one.event.id = id;
    one.attempt.deadline = Clock::now() + timeout;
    one.attempt.stop = std::move(stop);
    producer_.send(record, one.attempt, [&one](Outcome outcome) { one.promise.set_value(std::move(outcome)); });
    return one.outcome;
  }

 private:
  struct One {
    Event event = test::event("PrintDone");
    Attempt attempt = test::attempt(event);
    std::promise<Outcome> promise{};
    std::shared_future<Outcome> outcome = promise.get_future().share();
  };

  Producer& producer_;
  std::vector<std::unique_ptr<One>> all_{};
};

Record recordOf(const std::string& value, const std::string& key = "mk3") {
  return {.topic = "printers",
          .key = key,
          .value = value,
          .headers = {{"ce_id", value}},
          .time = test::event("PrintDone").time};
}

class ProducerTest : public ::testing::Test {
 protected:
  ProducerTest() {
    cluster_.createTopic("printers", 4);
    restart();
  }
  ~ProducerTest() override { attempts_.reset(); }

  /// Another producer.
  void restart(Settings::Values values = {}, Millis timeout = 30s) {
    attempts_.reset();
    values.try_emplace("brokers", cluster_.brokers());
    const kafka::ConnectionSetup setup(Settings(kafka::ConnectionSetup::options(), std::move(values)));
    producer_ = std::make_unique<Producer>(ProducerSetup{setup, "none", timeout}, host_);
    attempts_ = std::make_unique<Attempts>(*producer_);
  }

  /// Begins to write a record, whose value is also the event's id.
  std::shared_future<Outcome> begin(const std::string& value, Millis timeout = 30s, std::stop_token stop = {}) {
    return attempts_->begin(recordOf(value), value, timeout, std::move(stop));
  }

  Outcome send(const std::string& value) { return begin(value).get(); }

  std::vector<std::string> written(int count) {
    TopicReader reader(cluster_.brokers(), "printers", 4);
    std::vector<std::string> values;
    for (const auto& record : reader.next(count)) values.push_back(record.value);
    return values;
  }

  test::FakeHost host_{};
  MockCluster cluster_{};
  std::unique_ptr<Producer> producer_{};
  std::unique_ptr<Attempts> attempts_{};
};

std::vector<rd_kafka_resp_err_t> times(int count, rd_kafka_resp_err_t error) {
  return std::vector<rd_kafka_resp_err_t>(static_cast<std::size_t>(count), error);
}

TEST_F(ProducerTest, WritesKeyValueHeadersAndTime) {
  EXPECT_EQ(send("a").verdict, Verdict::Delivered);
  TopicReader reader(cluster_.brokers(), "printers", 4);
  const auto read = reader.next();
  EXPECT_EQ(read.key, "mk3");
  EXPECT_EQ(read.value, "a");
  EXPECT_EQ(read.headers.at("ce_id"), "a");
  EXPECT_EQ(read.millis, 1588195498000);
  EXPECT_EQ(host_.connection(), "Kafka at " + cluster_.brokers());
}

TEST_F(ProducerTest, TheSameKeyIsInOnePartitionInOrder) {
  for (int i = 0; i < 60; ++i) {
    const auto number = std::to_string(i);
    attempts_->begin(recordOf(number, "device" + std::to_string(i % 3)), number, 30s, {});
  }
  TopicReader reader(cluster_.brokers(), "printers", 4);
  std::map<std::string, std::pair<int, int>> last;  // by key: the partition, and the number
  for (const auto& record : reader.next(60)) {
    const auto [known, isNew] = last.try_emplace(record.key, record.partition, -1);
    EXPECT_EQ(known->second.first, record.partition);
    EXPECT_LT(known->second.second, std::stoi(record.value));
    known->second.second = std::stoi(record.value);
  }
  EXPECT_EQ(last.size(), 3u);
}

TEST_F(ProducerTest, HasThousandsUnderWay) {
  std::vector<std::shared_future<Outcome>> outcomes;
  for (int i = 0; i < 3000; ++i) outcomes.push_back(begin(std::to_string(i)));
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().verdict, Verdict::Delivered);
}

TEST_F(ProducerTest, ABrokerThatIsAwayIsSaidSoonAndFoundAgain) {
  const auto broker = cluster_.brokers();
  cluster_.setDown();
  const auto first = send("a");
  EXPECT_EQ(first.verdict, Verdict::Retry);
  EXPECT_EQ(first.status, 0) << "nobody has answered";
  EXPECT_THAT(first.reason, AllOf(HasSubstr("Kafka at " + broker + ": "), HasSubstr("check `brokers`")));
  EXPECT_EQ(send("a").verdict, Verdict::Retry) << "the next attempt waits a moment";
  cluster_.setUp();
  while (send("a").verdict != Verdict::Delivered) continue;
  EXPECT_EQ(send("b").verdict, Verdict::Delivered);
  EXPECT_THAT(written(2), ::testing::ElementsAre("a", "b")) << "no record twice";
}

TEST_F(ProducerTest, TheLogOfTheLibraryIsHeralds) {
  cluster_.setDown();
  send("a");
  EXPECT_THAT(host_.lines(),
              ::testing::Contains(::testing::Field(&test::FakeHost::Line::text, HasSubstr("librdkafka: "))));
}

TEST_F(ProducerTest, TooFewReplicasAreTriedAgain) {
  cluster_.answer(Request::Produce, times(6, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS));
  const auto outcome = send("a");
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_EQ(outcome.status, 19);
  EXPECT_THAT(outcome.reason, AllOf(HasSubstr(", topic printers: "), HasSubstr("not enough in-sync replicas"),
                                    HasSubstr("min.insync.replicas")));
  EXPECT_EQ(send("a").verdict, Verdict::Delivered);
  EXPECT_EQ(send("b").verdict, Verdict::Delivered) << "the gap in the sequence does not matter";
  EXPECT_THAT(written(2), ::testing::ElementsAre("a", "b"));
}

TEST_F(ProducerTest, AShortTroubleIsNoTrouble) {
  cluster_.answer(Request::Produce, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT});
  EXPECT_EQ(send("a").verdict, Verdict::Delivered);
  EXPECT_EQ(send("b").verdict, Verdict::Delivered);
  EXPECT_THAT(written(2), ::testing::ElementsAre("a", "b"));
}

TEST_F(ProducerTest, ARecordThatIsTooLargeIsRejected) {
  cluster_.answer(Request::Produce, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  const auto refused = send("a");
  EXPECT_EQ(refused.verdict, Verdict::Rejected);
  EXPECT_THAT(refused.reason, HasSubstr("shorten the data"));
  const auto huge = send(std::string(2'000'000, 'x'));
  EXPECT_EQ(huge.verdict, Verdict::Rejected);
  EXPECT_THAT(huge.reason, HasSubstr("MSG_SIZE_TOO_LARGE"));
  EXPECT_EQ(send("b").verdict, Verdict::Delivered);
}

TEST_F(ProducerTest, AnUnknownTopicIsOnHold) {
  rd_kafka_mock_topic_set_error(cluster_.get(), "nowhere", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  auto record = recordOf("a");
  record.topic = "nowhere";
  const auto outcome = attempts_->begin(record, "a", 60s, {}).get();
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, AllOf(HasSubstr(", topic nowhere: "), HasSubstr("create the topic")));
}

TEST_F(ProducerTest, AMissingRightIsOnHold) {
  cluster_.answer(Request::Produce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  const auto outcome = send("a");
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, HasSubstr("give this user its rights on the topic"));
}

TEST_F(ProducerTest, AWrongLoginIsOnHold) {
  const kafka::RefusingBroker broker;
  restart({{"brokers", broker.address()},
           {"security.protocol", "sasl_plaintext"},
           {"sasl.mechanism", "PLAIN"},
           {"sasl.username", "mara"},
           {"sasl.password", "hunter22"}});
  for (int i = 0; i < 2; ++i) {
    const auto outcome = send("a");
    EXPECT_EQ(outcome.verdict, Verdict::Hold) << outcome.reason;
    EXPECT_THAT(outcome.reason,
                AllOf(HasSubstr("check sasl.mechanism, sasl.username and sasl.password"), Not(HasSubstr("hunter22"))));
  }
}

TEST_F(ProducerTest, AHandshakeThatIsCutOffIsTriedAgain) {
  const kafka::RefusingBroker broker(kafka::RefusingBroker::Login::CutOff);
  restart({{"brokers", broker.address()}, {"security.protocol", "ssl"}});
  const auto withoutTls = send("a");
  EXPECT_EQ(withoutTls.verdict, Verdict::Retry) << withoutTls.reason;
  EXPECT_THAT(withoutTls.reason, AllOf(HasSubstr("in state SSL_HANDSHAKE"), HasSubstr("check security.protocol")));
  restart({{"brokers", broker.address()},
           {"security.protocol", "sasl_plaintext"},
           {"sasl.mechanism", "PLAIN"},
           {"sasl.username", "mara"},
           {"sasl.password", "hunter22"}});
  const auto withoutLogin = send("b");
  EXPECT_EQ(withoutLogin.verdict, Verdict::Retry) << withoutLogin.reason;
  EXPECT_THAT(withoutLogin.reason, AllOf(HasSubstr("mechanism handshake failed"), HasSubstr("check `brokers`")));
}

TEST_F(ProducerTest, AFencedProducerGoesOn) {
  cluster_.answer(Request::Produce, {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH});
  EXPECT_EQ(send("a").verdict, Verdict::Retry);
  EXPECT_EQ(send("a").verdict, Verdict::Delivered);
  EXPECT_THAT(written(1), ::testing::ElementsAre("a"));
}

TEST_F(ProducerTest, AFatalErrorGetsANewProducer) {
  cluster_.answer(Request::InitProducerId, {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
  const auto outcome = send("a");
  EXPECT_EQ(outcome.verdict, Verdict::Hold) << outcome.reason;
  EXPECT_THAT(outcome.reason, HasSubstr("IdempotentWrite"));
  while (send("a").verdict != Verdict::Delivered) continue;
  EXPECT_THAT(written(1), ::testing::ElementsAre("a"));
}

TEST_F(ProducerTest, AnAttemptEndsAtItsDeadlineAndTheNextOneFindsItsRecord) {
  EXPECT_EQ(send("a").verdict, Verdict::Delivered);
  cluster_.setRoundTrip(6000);  // a busy machine has 5 s to end the attempt before the answer comes
  const auto late = begin("b", 1s).get();
  EXPECT_EQ(late.verdict, Verdict::Retry);
  EXPECT_THAT(late.reason, HasSubstr("gave no answer in time"));
  EXPECT_EQ(send("b").verdict, Verdict::Delivered);
  cluster_.setRoundTrip(0);
  EXPECT_EQ(send("c").verdict, Verdict::Delivered);
  EXPECT_THAT(written(3), ::testing::ElementsAre("a", "b", "c")) << "no record twice";
}

TEST_F(ProducerTest, NothingIsSentAfterTheDeadlineOrAStop) {
  EXPECT_THAT(begin("a", -1ms).get().reason, HasSubstr("no time left"));
  std::stop_source stopping;
  stopping.request_stop();
  EXPECT_THAT(begin("a", 30s, stopping.get_token()).get().reason, HasSubstr("Herald is stopping"));
}

TEST_F(ProducerTest, AStopEndsThousandsThatAreUnderWay) {
  EXPECT_EQ(send("first").verdict, Verdict::Delivered);
  cluster_.setRoundTrip(60'000);
  std::stop_source stopping;
  std::vector<std::shared_future<Outcome>> outcomes;
  for (int i = 0; i < 2000; ++i) outcomes.push_back(begin(std::to_string(i), 1h, stopping.get_token()));
  stopping.request_stop();
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().verdict, Verdict::Retry);
  attempts_.reset();
  producer_.reset();
}

TEST_F(ProducerTest, ABrokerThatNobodyKnowsIsSaidByName) {
  restart({{"brokers", "no-such-host.invalid:9092"}});
  const auto outcome = send("a");
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("no-such-host.invalid"));
}

}  // namespace
}  // namespace herald::kafka_sink
