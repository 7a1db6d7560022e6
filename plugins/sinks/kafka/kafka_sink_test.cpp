// SPDX-License-Identifier: Apache-2.0
#include "kafka_sink.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <optional>
#include <thread>

#include "herald/event_id.h"
#include "herald/mutex.h"
#include "herald/testing/contract.h"
#include "testing/topic_reader.h"

namespace herald::kafka_sink {
namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(KafkaSink, {{"brokers", "127.0.0.1:1"},
                                   {"security.protocol", "sasl_plaintext"},
                                   {"sasl.username", "herald"},
                                   {"sasl.password", "hunter22"}})

using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

/// Counts how often somebody says that it is connected: each producer does once.
class CountingHost : public test::FakeHost {
 public:
  void ready(std::string_view what) override {
    ++connections_;
    FakeHost::ready(what);
  }
  int connections() const { return connections_; }

 private:
  std::atomic<int> connections_ = 0;
};

class KafkaSinkTest : public ::testing::Test {
 protected:
  void configure(Settings::Values values = {}) {
    values.try_emplace("brokers", "127.0.0.1:1");
    sink_.configure(test::settingsFor(sink_, values), host_);
  }

  Event event_ = test::event("PrintDone", R"({"name":"benchy.gcode"})");
  CountingHost host_{};
  KafkaSink sink_{};
};

TEST_F(KafkaSinkTest, ShowsWhatItWouldWrite) {
  configure({{"format", "plain"}, {"topic", "farm.@device"}, {"data", R"({"n": "@name"})"}, {"headers.a", "b"}});
  EXPECT_EQ(sink_.preview(test::attempt(event_)).text,
            "writes to Kafka at 127.0.0.1:1\ntopic: farm.mk3\nkey:   mk3\na: b\n\n{\"n\":\"benchy.gcode\"}");
}

TEST_F(KafkaSinkTest, WritesAndSaysWhatItHasSent) {
  kafka::MockCluster cluster;
  cluster.createTopic("herald", 1);
  configure({{"brokers", cluster.brokers()}, {"data", "@name @nothing"}});
  const auto outcome = test::delivered(sink_, test::attempt(event_));
  EXPECT_EQ(outcome.verdict, Verdict::Delivered) << outcome.reason;
  EXPECT_THAT(outcome.missing, ::testing::ElementsAre("nothing"));
  EXPECT_THAT(outcome.sent, HasSubstr("topic: herald\nkey:   mk3\n"));
  const auto record = TopicReader(cluster.brokers(), "herald").next();
  EXPECT_EQ(record.value, "benchy.gcode ");
  EXPECT_EQ(record.headers.at("ce_type"), "PrintDone");
}

/// Gives the sink the events of many devices as Herald does: of each device one after the other.
class Devices {
 public:
  Devices(KafkaSink& sink, int devices, int eventsEach)
      : sink_(sink), eventsEach_(eventsEach), left_(devices), latest_(static_cast<std::size_t>(devices)) {}

  /// Begins the first event of each device. None of them ends before the last one has begun.
  void begin() {
    for (std::size_t device = 0; device < latest_.size(); ++device) next(device, 0);
    begun_.count_down();
  }

  void awaitAll() {
    const MutexLock lock(mutex_);
    ended_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return left_ == 0; });
  }

  int mostUnderWay() {
    const MutexLock lock(mutex_);
    return most_;
  }

 private:
  void next(std::size_t device, int number) {
    {
      const MutexLock lock(mutex_);
      most_ = std::max(most_, ++underWay_);
    }
    auto& [event, attempt] = latest_[device];
    event = test::event("PrintProgress", R"({"number":)" + std::to_string(number) + "}");
    event.device = "device " + std::to_string(device);
    event.id = newEventId(event.time);
    attempt.emplace(test::attempt(event));
    sink_.begin(*attempt,
                Completion([this, device, number, beginner = std::this_thread::get_id()](const Outcome& outcome) {
                  if (std::this_thread::get_id() != beginner) begun_.wait();  // otherwise it would wait for itself
                  const bool goesOn = outcome.verdict == Verdict::Delivered && number + 1 < eventsEach_;
                  {
                    const MutexLock lock(mutex_);
                    --underWay_;
                    if (!goesOn) --left_;
                    ended_.notifyAll();
                  }
                  if (goesOn) next(device, number + 1);
                }));
  }

  KafkaSink& sink_;
  const int eventsEach_;
  std::latch begun_{1};
  Mutex mutex_{};
  Condition ended_{};
  int left_ HERALD_GUARDED_BY(mutex_);
  int underWay_ HERALD_GUARDED_BY(mutex_) = 0, most_ HERALD_GUARDED_BY(mutex_) = 0;
  std::vector<std::pair<Event, std::optional<Attempt>>> latest_;  // by device
};

TEST_F(KafkaSinkTest, HasThousandsUnderWayAndKeepsTheOrderOfEachDevice) {
  constexpr int kDevices = 5000, kEvents = 3, kPartitions = 4;
  kafka::MockCluster cluster;
  cluster.createTopic("herald", kPartitions);
  configure({{"brokers", cluster.brokers()}, {"concurrency", "10000"}});
  Devices devices(sink_, kDevices, kEvents);
  devices.begin();
  devices.awaitAll();
  EXPECT_EQ(devices.mostUnderWay(), kDevices);
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& record : TopicReader(cluster.brokers(), "herald", kPartitions).next(kDevices * kEvents))
    values[record.key].push_back(record.value);
  EXPECT_EQ(values.size(), static_cast<std::size_t>(kDevices));
  const std::vector<std::string> inOrder{R"({"number":0})", R"({"number":1})", R"({"number":2})"};
  for (const auto& [device, written] : values) EXPECT_EQ(written, inOrder) << device;
}

TEST_F(KafkaSinkTest, TakesTenThousandAtOnceAndNoMore) {
  EXPECT_NO_THROW(configure({{"concurrency", "10000"}}));
  EXPECT_THROW(configure({{"concurrency", "10001"}}), BadSettings);
}

TEST_F(KafkaSinkTest, InstancesOfASinkShareTheProducer) {
  kafka::MockCluster cluster;
  cluster.createTopic("herald", 1);
  KafkaSink other;
  configure({{"brokers", cluster.brokers()}});
  other.configure(test::settingsFor(other, {{"brokers", cluster.brokers()}, {"key", "@name"}}), host_);
  EXPECT_EQ(test::delivered(sink_, test::attempt(event_)).verdict, Verdict::Delivered);
  EXPECT_EQ(test::delivered(other, test::attempt(event_)).verdict, Verdict::Delivered);
  EXPECT_EQ(host_.connections(), 1);
}

TEST_F(KafkaSinkTest, AnAttemptWithoutABrokerSaysWhatItWouldHaveSent) {
  configure();
  const auto outcome = test::delivered(sink_, test::attempt(event_));
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("Connection refused"));
  EXPECT_THAT(outcome.sent, HasSubstr(event_.payload));
}

TEST_F(KafkaSinkTest, LooksForItsTopic) {
  kafka::MockCluster cluster;
  cluster.createTopic("herald", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "other", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto look = [&](const std::string& topic) {
    KafkaSink sink;
    sink.configure(test::settingsFor(sink, {{"brokers", cluster.brokers()}, {"topic", topic}}), host_);
    return sink.probe(Clock::now() + std::chrono::seconds(30));
  };
  EXPECT_THAT(look("herald"), ::testing::IsEmpty());
  EXPECT_THAT(look("farm.@device"), ::testing::IsEmpty()) << "nobody knows the topic";
  EXPECT_THAT(look("other"), ::testing::ElementsAre(::testing::Field(&Trouble::what, HasSubstr("topic other: "))));
}

TEST_F(KafkaSinkTest, HidesSecretsAmongTheProperties) {
  configure({{"librdkafka.ssl.keystore.password", "hunter22"}});
  EXPECT_THAT(host_.hidden(), ::testing::Contains("hunter22"));
}

}  // namespace
}  // namespace herald::kafka_sink
