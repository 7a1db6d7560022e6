// SPDX-License-Identifier: Apache-2.0
// A farm around a real Apache Kafka: machines and brokers die, and every promise holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <thread>

#include "farm/farm.h"
#include "farm/kafka.h"
#include "harness/patience.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

int fromEnvironment(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : fallback;
}

/// All tests have one Kafka, and each a topic of its own.
class FarmTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { kafka_ = std::make_unique<Kafka>(); }
  static void TearDownTestSuite() { kafka_.reset(); }

  FarmTest() { kafka_->makeTopic(topic_, Farm::kPartitions); }

  /// Starts the site and so many dispatchers, and returns when all devices get through.
  void begin(int dispatchers) {
    farm_.site().start();
    for (int i = 0; i < dispatchers; ++i) farm_.addDispatcher();
    farm_.publish("device");
    farm_.waitForEach(1);
  }

  /// Lets what is on its way arrive, and judges.
  void end(const std::string& what) {
    farm_.stop();
    farm_.waitForAll();
    std::cout << what << ", seed " << seed_ << ": " << farm_.verdict() << "\n";
    EXPECT_EQ(farm_.site().stop(), 0);
  }

  /// A random moment: after up to `most` more arrivals.
  void waitAWhile(int most = 200) {
    farm_.ledger().waitForMore(static_cast<std::size_t>(std::uniform_int_distribution(0, most)(random_)));
  }
  static void waitForPartitions(const Machine& dispatcher, int count) {
    const auto text = "group dispatchers, " + std::to_string(count) + " partitions:";
    while (dispatcher.ctl({"status", "--json"}).output.find(text) == std::string::npos) std::this_thread::yield();
  }
  bool isLogHealthy() {
    const auto status = farm_.site().ctl({"status", "--json"}).output;
    return jsonAt(status, "sinks.log.state") == "\"healthy\"";
  }
  void waitForLogToFail() {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (isLogHealthy())
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the log does not fail");
  }

  /// A dispatcher dies. Returns how long it took until events of each device came that it cannot have sent.
  std::chrono::duration<double> moveAllFrom(std::size_t victim) {
    const auto begin = std::chrono::steady_clock::now();
    farm_.dispatcher(victim).kill();
    farm_.waitForEach(2 * Farm::kAhead);
    return std::chrono::steady_clock::now() - begin;
  }
  int anyOf(int count) { return std::uniform_int_distribution(0, count - 1)(random_); }

  static std::unique_ptr<Kafka> kafka_;
  const unsigned seed_ = static_cast<unsigned>(fromEnvironment("HERALD_SEED", 1));
  std::mt19937 random_{seed_};
  const std::string topic_ = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  Farm farm_{kafka_->addresses(), topic_, seed_};
};

std::unique_ptr<Kafka> FarmTest::kafka_;

TEST_F(FarmTest, DispatchersThatDieWithTheirDisksLoseNothing) {
  const int kills = fromEnvironment("HERALD_KILLS", 50);
  begin(2);
  for (int i = 0; i < kills; ++i) {
    waitAWhile();
    farm_.replaceDispatcher(static_cast<std::size_t>(anyOf(2)));
  }
  end(std::to_string(kills) + " dispatchers killed");
}

TEST_F(FarmTest, BrokersThatDieLoseNothing) {
  const int kills = fromEnvironment("HERALD_BROKER_KILLS", 20);
  begin(2);
  for (int i = 0; i < kills; ++i) {
    waitAWhile();
    const int broker = anyOf(Kafka::kBrokers);
    kafka_->kill(broker);
    farm_.waitForEach(1);
    kafka_->start(broker);
    kafka_->waitForCopies(topic_, Farm::kPartitions);
  }
  end(std::to_string(kills) + " brokers killed");
}

/// One broker acknowledges nothing alone: the topic wants two copies.
TEST_F(FarmTest, TwoOfThreeBrokersThatDieStopTheLogAndLoseNothing) {
  begin(2);
  for (int survivor = 0; survivor < Kafka::kBrokers; ++survivor) {
    const int first = (survivor + 1) % Kafka::kBrokers;
    const int second = (survivor + 2) % Kafka::kBrokers;
    kafka_->kill(first);
    waitAWhile();
    kafka_->kill(second);
    waitForLogToFail();
    kafka_->start(second);
    kafka_->start(first);
    kafka_->waitForCopies(topic_, Farm::kPartitions);
    farm_.waitForEach(1);
  }
  end("two of three brokers killed, three times");
}

TEST_F(FarmTest, PartitionsMoveToTheOtherAndBack) {
  begin(2);
  std::chrono::duration<double> longest{};
  for (std::size_t victim = 0; victim < 2; ++victim) {
    longest = std::max(longest, moveAllFrom(victim));
    farm_.startDispatcher(victim);
    longest = std::max(longest, moveAllFrom(1 - victim));  // all of them come to the new one
    farm_.startDispatcher(1 - victim);
  }
  end("moved, with all events of the dead one after " + std::to_string(longest.count()) + " s at most");
}

TEST_F(FarmTest, ADispatcherThatIsAddedTakesPartitionsWithoutARepeat) {
  begin(1);
  for (int machines = 2; machines <= 3; ++machines) {
    farm_.addDispatcher();
    for (int i = 0; i < machines; ++i)
      waitForPartitions(farm_.dispatcher(static_cast<std::size_t>(i)), Farm::kPartitions / machines);
    farm_.waitForEach(Farm::kAhead);
  }
  farm_.stop();
  farm_.waitForAll();
  const auto verdict = farm_.verdict();
  EXPECT_EQ(verdict.duplicates, 0u) << verdict;
}

TEST_F(FarmTest, ADispatcherThatStopsGivesItsPartitionsAwayWithoutARepeat) {
  begin(2);
  for (std::size_t i = 0; i < 2; ++i) waitForPartitions(farm_.dispatcher(i), Farm::kPartitions / 2);
  farm_.waitForEach(Farm::kAhead);
  const auto before = farm_.ledger().verdict({}).duplicates;
  EXPECT_EQ(farm_.dispatcher(0).stop(), 0);
  farm_.waitForEach(2 * Farm::kAhead);
  farm_.stop();
  farm_.waitForAll();
  const auto verdict = farm_.verdict();
  EXPECT_EQ(verdict.duplicates, before) << verdict;
}

/// The group has given its partitions to another one when it wakes, and it has events of them in memory.
TEST_F(FarmTest, ADispatcherThatWasFrozenRepeatsOnlyUnderTheSameIds) {
  begin(2);
  for (std::size_t victim = 0; victim < 2; ++victim) {
    farm_.dispatcher(victim).freeze();
    farm_.waitForEach(2 * Farm::kAhead);
    farm_.dispatcher(victim).goOn();
    farm_.waitForEach(2 * Farm::kAhead);
  }
  end("frozen");
}

TEST_F(FarmTest, ASiteThatIsCutOffGoesOnFromItsOwnOutbox) {
  begin(1);
  farm_.stop();
  farm_.waitForAll();
  kafka_->freeze();
  farm_.publish("cut off");
  farm_.waitForAccepted(Farm::kAhead);
  waitForLogToFail();
  farm_.site().process().waitForLine(R"("type":"SinkFailing")");  // after a minute
  farm_.site().kill();
  farm_.site().start();
  kafka_->goOn();
  farm_.waitForEach(Farm::kAhead);
  end("cut off");
}

}  // namespace
}  // namespace herald::testing
