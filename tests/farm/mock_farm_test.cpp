// SPDX-License-Identifier: Apache-2.0
// A farm around librdkafka's mock cluster: short, and without Java. farm_test has the same with a real Kafka.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

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

  /// Waits until these have come.
  void await(const std::set<std::string>& expected) {
    std::unique_lock lock(mutex_);
    for (const auto& milestone : expected)
      EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return ids_.contains(milestone); }))
          << milestone << " has not come";
  }

  /// Waits until two new ones of this device have come: so what was under way before has ended.
  void awaitTwoMoreOf(const std::string& device) {
    std::unique_lock lock(mutex_);
    const auto most = countOf(device) + 2;
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return countOf(device) >= most; })) << device;
  }

  /// Waits until these have come. Expects no others, and each under one id.
  void expectOnce(const std::set<std::string>& expected) {
    await(expected);
    const std::lock_guard lock(mutex_);
    for (const auto& [milestone, ids] : ids_) {
      EXPECT_TRUE(expected.contains(milestone)) << milestone;
      EXPECT_EQ(ids.size(), 1u) << milestone;
    }
  }

 private:
  std::ptrdiff_t countOf(const std::string& device) const {
    const std::string begin = R"({"at":")" + device + " ";
    const auto isOfIt = [&](const auto& one) { return one.first.starts_with(begin); };
    return std::ranges::count_if(ids_, isOfIt);
  }

  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::map<std::string, std::set<std::string>> ids_{};
};

/// A device that publishes, and says goodbye at the end. When that has arrived, all before it has.
class Device {
 public:
  Device(int port, const std::string& name, const Publisher::Event& event)
      : publisher_(port, name, [this, event](int number) {
          if (isLeaving_) return std::string(R"("type":"Goodbye","payload":{"print":"goodbye"})");
          last_ = number;
          return event(number);
        }) {}

  const std::string& name() const { return publisher_.device(); }
  void waitForAccepted(int count) const {
    while (publisher_.accepted() < count) std::this_thread::yield();
  }
  void waitForMore() const { waitForAccepted(publisher_.accepted() + 1); }

  int leave() {  ///< returns the number of the last event before
    isLeaving_ = true;
    waitForAccepted(publisher_.accepted() + 2);  // the first of them may have begun before
    publisher_.stop();
    return last_;
  }

 private:
  std::atomic<bool> isLeaving_ = false;
  std::atomic<int> last_ = 0;
  Publisher publisher_;
};

constexpr std::array kPrinters{"one", "two", "three", "four"};

/// Four printers that print one print after the other.
class Printers {
 public:
  explicit Printers(int port) {
    for (const auto* name : kPrinters) printers_.push_back(std::make_unique<Device>(port, name, percent));
  }

  void waitForPrints(int count) {
    for (const auto& printer : printers_) printer->waitForAccepted(100 * count);
  }

  /// They leave. Returns the milestones that each 10 % of the accepted events give.
  std::set<std::string> leave() {
    std::set<std::string> milestones;
    for (const auto& printer : printers_)
      for (int number = printer->leave(); number > 0; --number)
        if (number % 10 == 1 && number % 100 != 1)
          milestones.insert(R"({"at":")" + printer->name() + " " + std::to_string((number - 1) / 100) + " " +
                            std::to_string((number - 1) % 100) + "\"}");
    return milestones;
  }

 private:
  std::vector<std::unique_ptr<Device>> printers_{};
};

std::string wallOf(const Receiver& receiver) {
  return "sink.wall.type = webhook\nsink.wall.url = " + receiver.url() +
         "\nsink.wall.data = {\"at\": \"@device @print @percentCompleteMilestone\"}\n";
}

/// The throttle stands behind the log, and its notes die with the disk of its machine.
TEST_F(MockFarmTest, ASharedThrottleLosesNoMilestoneAndGivesEachOneId) {
  constexpr int kPrints = 5;
  Milestones milestones;
  Receiver wall([&](const Received& request) { return milestones.record(request); });
  Farm farm(log_.brokers(), kTopic, 1, {},
            "transform.tenths.type = progress_throttle\ntransform.tenths.every = 10%\n"
            "transform.tenths.missed = each\ntransform.tenths.shared = true\n"
            "source.log.custody.atMost = never\nroute.all.from = log\nroute.all.events = PrintProgress\n"
            "route.all.transforms = tenths\nroute.all.to = wall\n" +
                wallOf(wall));
  farm.site().start();
  farm.addDispatcher();
  farm.addDispatcher();
  Printers printers(farm.port());
  for (int print = 1; print <= kPrints; ++print) {
    printers.waitForPrints(print);
    farm.replaceDispatcher(static_cast<std::size_t>(print % 2));
  }
  milestones.expectOnce(printers.leave());
}

/// The throttle and the cooldown stand at the site, and their notes are on its disk. Each life ends what was under way
/// in the one before: Herald gives up what it delivers while it dies for the third time.
TEST_F(MockFarmTest, ASiteThatDiesRemembersWhatItsTransformsHaveSeen) {
  constexpr int kPrints = 3;
  Milestones milestones;
  Receiver wall([&](const Received& request) { return milestones.record(request); });
  Farm farm(log_.brokers(), kTopic, 1,
            "transform.tenths.type = progress_throttle\ntransform.tenths.every = 10%\n"
            "transform.tenths.missed = each\ntransform.rare.type = cooldown\ntransform.rare.period = 24h\n"
            "route.progress.events = PrintProgress\nroute.progress.transforms = tenths\nroute.progress.to = log\n"
            "route.rest.events = DoorOpen, Goodbye\nroute.rest.transforms = rare\nroute.rest.to = log\n",
            "sink.wall.from = log\nsink.wall.events = *\n" + wallOf(wall));
  farm.site().start();
  farm.addDispatcher();
  Printers printers(farm.port());
  Device door(farm.port(), "door", [](int) { return R"("type":"DoorOpen")"; });
  const std::string opened = R"({"at":"door  0"})";
  milestones.await({opened});
  for (int print = 1; print <= kPrints; ++print) {
    printers.waitForPrints(print);
    farm.site().kill();
    farm.site().start();
    door.waitForMore();
    for (const auto* name : kPrinters) milestones.awaitTwoMoreOf(name);
  }
  auto expected = printers.leave();
  door.leave();
  expected.insert(opened);
  for (const auto* name : {"one", "two", "three", "four", "door"})
    expected.insert(R"({"at":")" + std::string(name) + R"( goodbye 0"})");
  milestones.expectOnce(expected);
}

/// More events than the sink of a dead receiver has room for in memory.
TEST_F(MockFarmTest, ADeadReceiverStopsNoOtherAndGetsAllWhenItIsBack) {
  Ledger ledger(2);
  std::atomic<bool> isBack = false;
  Receiver wall([&](const Received& request) { return isBack ? ledger.record(request) : 503; });
  Farm farm(log_.brokers(), kTopic, 1, {},
            "outbox.memoryEvents = 100\nsource.log.custody.atMost = 1s\nsink.phone.from = log\nsink.phone.events = *\n"
            "sink.wall.type = webhook\nsink.wall.from = log\nsink.wall.events = *\nsink.wall.retry.most = "
            "100ms\nsink.wall.url = " +
                wall.url() + "\nsink.wall.data = {\"device\": \"@device\", \"n\": \"@n\"}\n");
  farm.site().start();
  farm.addDispatcher();
  farm.publish("device");
  farm.waitForEach(3 * Farm::kAhead);
  farm.dispatcher(0).kill();
  farm.startDispatcher(0);
  farm.waitForEach(Farm::kAhead);
  isBack = true;
  farm.waitForEach(2 * Farm::kAhead);
  farm.stop();
  farm.waitForAll();
  for (const auto& [device, count] : farm.accepted()) ledger.waitFor(device, count);
  for (const auto& verdict : {farm.verdict(), ledger.verdict(farm.accepted())}) {
    std::cout << verdict << "\n";
    EXPECT_EQ(verdict.lost + verdict.outOfOrder + verdict.otherIds, 0u);
  }
}

}  // namespace
}  // namespace herald::testing
