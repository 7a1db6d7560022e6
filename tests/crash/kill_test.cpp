// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include "crash/crash_fixture.h"
#include "crash/ledger.h"
#include "harness/gate.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

int fromEnvironment(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : fallback;
}

class KillTest : public CrashTest {
 protected:
  /// Kills the daemon after a random number of events, which is a random moment for everything else.
  void runAndKill(std::mt19937& random) {
    auto& daemon = startAnew();
    const auto more = std::uniform_int_distribution(0, 60)(random);
    const auto goal = publishers_.front()->accepted() + more;
    while (publishers_.front()->accepted() < goal) std::this_thread::yield();
    daemon.signal(SIGKILL);
    daemon.wait();
  }

  int deliveriesOnDisk() const {
    SQLite::Database file((folder_.path() / "data/outbox.db").string(), SQLite::OPEN_READONLY, 5000);
    return file.execAndGet("SELECT count(*) FROM delivery").getInt();
  }

  Process& startAnew() { return start(configuration_ + std::to_string(++life_) + "\n"); }

  const int kills_ = fromEnvironment("HERALD_KILLS", 100);
  const unsigned seed_ = static_cast<unsigned>(fromEnvironment("HERALD_SEED", 1));
  int life_ = 0;
  Ledger ledger_{seed_};
  Receiver receiver_{[this](const Received& request) { return ledger_.record(request); }};
  std::string configuration_ = setup(receiver_.url()) + "sink.phone.headers.Life = ";
  std::vector<std::unique_ptr<Publisher>> publishers_{};
};

using EitherSinkKillTest = WithEitherSink<KillTest>;
INSTANTIATE_TEST_SUITE_P(Of, EitherSinkKillTest, kSinkKinds, nameOf);

TEST_P(EitherSinkKillTest, NoAcceptedEventIsLost) {
  configuration_ = setup(receiver_.url()) + "sink.phone.headers.Life = ";
  std::mt19937 random(seed_);
  for (const auto* device : {"one", "two", "three", "four"}) {
    publishers_.push_back(std::make_unique<Publisher>(port_, device));
  }
  for (int i = 0; i < kills_; ++i) runAndKill(random);
  startAnew();
  std::map<std::string, int> accepted;
  for (const auto& publisher : publishers_) accepted[publisher->device()] = publisher->stop();
  ctl({"dead", "replay", "--sink", "phone"});  // deliveries that were under way at three kills in a row
  const auto isComplete = [&] {
    return std::all_of(accepted.begin(), accepted.end(),
                       [&](const auto& one) { return ledger_.has(one.first, one.second); });
  };
  for (auto seen = receiver_.received().size(); !isComplete(); ++seen) receiver_.waitFor(seen + 1);
  EXPECT_EQ(stop(), 0);
  const auto verdict = ledger_.verdict(accepted);
  std::cout << kills_ << " kills with seed " << seed_ << ": " << verdict << "\n";
  EXPECT_EQ(verdict.lost, 0u);
  EXPECT_EQ(verdict.outOfOrder, 0u);
  EXPECT_EQ(verdict.otherIds, 0u);
  EXPECT_EQ(verdict.twice, 0u);
  EXPECT_EQ(verdict.tooLate, 0u);
}

/// The end of a delivery is on disk a moment later. After that, nothing repeats the delivery.
TEST_P(EitherSinkKillTest, DeliveriesThatEndedOnDiskAreNotRepeated) {
  configuration_ = setup(receiver_.url()) + "sink.phone.headers.Life = ";
  std::map<std::string, int> accepted;
  for (int life = 0; life < 5; ++life) {
    auto& daemon = startAnew();
    Publisher publisher(port_, "device" + std::to_string(life));
    while (publisher.accepted() < 20) std::this_thread::yield();
    const int count = accepted[publisher.device()] = publisher.stop();
    for (auto seen = receiver_.received().size(); !ledger_.has(publisher.device(), count); ++seen)
      receiver_.waitFor(seen + 1);
    while (deliveriesOnDisk() > 0) std::this_thread::yield();
    daemon.signal(SIGKILL);
    daemon.wait();
  }
  const auto verdict = ledger_.verdict(accepted);
  EXPECT_EQ(verdict.lost, 0u);
  EXPECT_EQ(verdict.duplicates, 0u) << verdict;
}

/// All devices have an event under way, and others behind it.
TEST_F(KillTest, FiveHundredThatWereUnderWayArriveAgainInTheirOrder) {
  constexpr int kDevices = 500, kEach = 3;
  Gate gate;
  Receiver slow(
      [&](const Received& request) {
        const int status = ledger_.record(request);
        // The refusals too: if nothing else ended, the sink would be failing, and begin no more.
        if (jsonAt(request.body, "n") != "1") gate.hold();
        return status;
      },
      kDevices + 100);
  configuration_ = setup(slow.url()) + "sink.phone.concurrency = " + std::to_string(kDevices) +
                   "\nsink.phone.timeout = 5m\nsink.phone.headers.Life = ";
  auto& daemon = startAnew();
  for (int number = 1; number <= kEach; ++number) postToAll(port_, kDevices, number);
  gate.awaitHeld(kDevices);
  while (deliveriesOnDisk() > kDevices * (kEach - 1)) std::this_thread::yield();
  daemon.signal(SIGKILL);
  daemon.wait();
  gate.open();
  startAnew();
  std::map<std::string, int> accepted;
  for (int i = 0; i < kDevices; ++i) accepted["device" + std::to_string(i)] = kEach;
  const auto isComplete = [&] {
    return std::ranges::all_of(accepted, [&](const auto& one) { return ledger_.has(one.first, one.second); });
  };
  for (auto seen = slow.received().size(); !isComplete(); ++seen) slow.waitFor(seen + 1);
  EXPECT_EQ(stop(), 0);
  const auto verdict = ledger_.verdict(accepted);
  EXPECT_EQ(verdict.lost + verdict.outOfOrder + verdict.otherIds + verdict.twice + verdict.tooLate, 0u) << verdict;
  EXPECT_LE(verdict.duplicates, std::size_t{kDevices}) << verdict;
}

/// The events of several prints, one after the other, at each percent.
std::string percent(int number) {
  const auto print = std::to_string((number - 1) / 100);
  return R"("type":"PrintProgress","subject":")" + print + R"(","payload":{"print":)" + print + R"(,"progress":)" +
         std::to_string((number - 1) % 100) + "}";
}

TEST_F(KillTest, NoMilestoneIsLostOrSentWithTwoIds) {
  std::mutex mutex;
  std::map<std::string, std::set<std::string>> ids;  // by print and milestone
  Receiver wall([&](const Received& request) {
    const std::lock_guard lock(mutex);
    ids[request.body].insert(request.headers.at("webhook-id"));
    return 204;
  });
  configuration_ = source() + webhook("wall", wall.url()) +
                   "sink.wall.events = PrintProgress\nsink.wall.progress = 10%\n"
                   "sink.wall.data = {\"at\": \"@device @print @percentCompleteMilestone\"}\n"
                   "sink.wall.headers.Life = ";
  std::mt19937 random(seed_);
  for (const auto* device : {"one", "two"}) publishers_.push_back(std::make_unique<Publisher>(port_, device, percent));
  for (int i = 0; i < kills_; ++i) runAndKill(random);
  startAnew();
  std::set<std::string> expected;
  for (const auto& publisher : publishers_) {
    for (int number = publisher->stop(); number > 0; --number) {
      if (number % 100 % 10 != 1 || number % 100 == 1) continue;
      expected.insert(R"({"at":")" + publisher->device() + " " + std::to_string(number / 100) + " " +
                      std::to_string((number - 1) % 100) + "\"}");
    }
  }
  for (auto seen = wall.received().size();; ++seen) {
    {
      const std::lock_guard lock(mutex);
      if (ids.size() >= expected.size()) break;
    }
    wall.waitFor(seen + 1);
  }
  EXPECT_EQ(stop(), 0);
  for (const auto& [milestone, its] : ids) {
    EXPECT_TRUE(expected.contains(milestone)) << milestone;
    EXPECT_EQ(its.size(), 1u) << milestone;
  }
  for (const auto& milestone : expected) EXPECT_TRUE(ids.contains(milestone)) << milestone;
  std::cout << kills_ << " kills with seed " << seed_ << ": " << expected.size() << " milestones, "
            << wall.received().size() - ids.size() << " arrived again\n";
}

}  // namespace
}  // namespace herald::testing
