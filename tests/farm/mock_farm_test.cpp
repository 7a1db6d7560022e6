// SPDX-License-Identifier: Apache-2.0
// A farm around librdkafka's mock cluster: short, and without Java. farm_test has the same with a real Kafka.
#include <gtest/gtest.h>

#include <condition_variable>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

#include "farm/farm.h"
#include "harness/patience.h"
#include "kafka/testing/mock_cluster.h"

namespace herald::testing {
namespace {

constexpr const char* kTopic = "printers";

class MockFarmTest : public ::testing::Test {
 protected:
  MockFarmTest() { log_.createTopic(kTopic, Farm::kPartitions, 3); }

  kafka::MockCluster log_{3};
};

TEST_F(MockFarmTest, EventsKeepTheirIdsAndTheirOrderWhileDispatchersDie) {
  Farm farm(log_.brokers(), kTopic, 1);
  farm.site().start();
  farm.addDispatcher();
  farm.addDispatcher();
  farm.publish("device");
  farm.waitForEach(1);
  for (const std::size_t victim : {0, 1, 0}) {
    farm.replaceDispatcher(victim);
    farm.waitForEach(2 * Farm::kAhead);  // more than was under way
  }
  farm.stop();
  farm.waitForAll();
  std::cout << farm.verdict() << "\n";
}

/// The events of several prints, one after the other, at each percent.
std::string percent(int number) {
  const auto print = std::to_string((number - 1) / 100);
  return R"("type":"PrintProgress","subject":")" + print + R"(","payload":{"print":)" + print + R"(,"progress":)" +
         std::to_string((number - 1) % 100) + "}";
}

/// Records the ids under which each milestone has come.
class Milestones {
 public:
  int record(const Received& request) {
    const std::lock_guard lock(mutex_);
    ids_[request.body].insert(request.headers.at("webhook-id"));
    changed_.notify_all();
    return 204;
  }

  bool waitForAll(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return ids_.size() >= count; });
  }

  std::map<std::string, std::set<std::string>> all() {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::map<std::string, std::set<std::string>> ids_{};
};

/// The throttle stands behind the log, and its notes die with the disk of its machine.
TEST_F(MockFarmTest, ASharedThrottleLosesNoMilestoneAndGivesEachOneId) {
  constexpr int kPrints = 5;
  Milestones milestones;
  Receiver wall([&](const Received& request) { return milestones.record(request); });
  Farm farm(log_.brokers(), kTopic, 1, {},
            "transform.tenths.type = progress_throttle\ntransform.tenths.every = 10%\n"
            "transform.tenths.missed = each\ntransform.tenths.shared = true\n"
            "route.all.from = log\nroute.all.events = *\nroute.all.transforms = tenths\nroute.all.to = wall\n"
            "sink.wall.type = webhook\nsink.wall.url = " +
                wall.url() + "\nsink.wall.data = {\"at\": \"@device @print @percentCompleteMilestone\"}\n");
  farm.site().start();
  farm.addDispatcher();
  farm.addDispatcher();
  std::vector<std::unique_ptr<Publisher>> printers;
  for (const auto* name : {"one", "two", "three", "four"})
    printers.push_back(std::make_unique<Publisher>(farm.port(), name, percent));
  for (int print = 1; print <= kPrints; ++print) {
    for (const auto& printer : printers)
      while (printer->accepted() < 100 * print) std::this_thread::yield();
    farm.replaceDispatcher(static_cast<std::size_t>(print % 2));
  }
  std::set<std::string> expected;
  for (const auto& printer : printers)
    for (int number = printer->stop(); number > 0; --number)
      if (number % 10 == 1 && number % 100 != 1)
        expected.insert(R"({"at":")" + printer->device() + " " + std::to_string((number - 1) / 100) + " " +
                        std::to_string((number - 1) % 100) + "\"}");
  EXPECT_TRUE(milestones.waitForAll(expected.size()));
  for (const auto& [milestone, ids] : milestones.all()) {
    EXPECT_TRUE(expected.contains(milestone)) << milestone;
    EXPECT_EQ(ids.size(), 1u) << milestone;
  }
}

}  // namespace
}  // namespace herald::testing
