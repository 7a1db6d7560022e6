#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

#include "tests/crash/crash_fixture.h"
#include "tests/crash/ledger.h"

namespace herald::testing {
namespace {

int fromEnvironment(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : fallback;
}

class KillTest : public CrashTest {
 protected:
  /// Lives for as long as a random number of events takes, which is a random moment for everything else.
  void liveAndDie(std::mt19937& random) {
    auto& daemon = startAnew();
    const auto more = std::uniform_int_distribution(0, 60)(random);
    const auto goal = publishers_.front()->accepted() + more;
    while (publishers_.front()->accepted() < goal) std::this_thread::yield();
    daemon.signal(SIGKILL);
    daemon.wait();
  }

  Process& startAnew() {
    return start(setup(receiver_.url()) + "sink.phone.headers.Life = " + std::to_string(++life_) + "\n");
  }

  const int kills_ = fromEnvironment("HERALD_KILLS", 100);
  const unsigned seed_ = static_cast<unsigned>(fromEnvironment("HERALD_SEED", 1));
  int life_ = 0;
  Ledger ledger_{seed_};
  Receiver receiver_{[this](const Received& request) { return ledger_.take(request); }};
  std::vector<std::unique_ptr<Publisher>> publishers_{};
};

TEST_F(KillTest, NothingThatWasAcceptedIsLost) {
  std::mt19937 random(seed_);
  for (const auto* device : {"one", "two", "three", "four"}) {
    publishers_.push_back(std::make_unique<Publisher>(port_, device));
  }
  for (int i = 0; i < kills_; ++i) liveAndDie(random);
  startAnew();
  std::map<std::string, Ledger::Sent> sent;
  for (const auto& publisher : publishers_) {
    const auto accepted = publisher->stop();
    sent[publisher->device()] = {accepted, publisher->sentAgain()};
  }
  ctl({"dead", "replay", "--sink", "phone"});  // what was under way at three kills in a row
  const auto isComplete = [&] {
    return std::all_of(sent.begin(), sent.end(),
                       [&](const auto& one) { return ledger_.has(one.first, one.second.accepted); });
  };
  for (auto seen = receiver_.received().size(); !isComplete(); ++seen) receiver_.waitFor(seen + 1);
  EXPECT_EQ(stop(), 0);
  const auto verdict = ledger_.verdict(sent);
  std::cout << kills_ << " kills with seed " << seed_ << ": " << verdict << "\n";
  EXPECT_EQ(verdict.lost, 0u);
  EXPECT_EQ(verdict.outOfOrder, 0u);
  EXPECT_EQ(verdict.otherIds, 0u);
  EXPECT_EQ(verdict.twice, 0u);
  EXPECT_EQ(verdict.tooLate, 0u);
}

}  // namespace
}  // namespace herald::testing
