// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/lane.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/sink_kind.h"
#include "engine/dispatch/testing/times.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// Counts how often a waiting thread looks whether it has waited enough.
class CountingTime final : public TimeSource {
 public:
  Clock::time_point now() const override { return fake.now(); }
  std::chrono::system_clock::time_point wallClock() const override { return fake.wallClock(); }
  bool synchronized() const override { return fake.synchronized(); }
  bool waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until,
                 const std::function<bool()>& done) override HERALD_REQUIRES(mutex) {
    return fake.waitUntil(condition, mutex, until, [&] {
      ++looks;
      return done();
    });
  }

  FakeTime fake{};
  std::atomic<int> looks = 0;
};

/// What a delivery costs besides the call: one lane, and a long queue whose first call waits for `release`.
class LaneTest : public ::testing::Test, public OfBothKinds {
 protected:
  static constexpr int kMany = 500;

  LaneTest() {
    std::vector<Delivery> deliveries;
    for (int i = 0; i < kMany; ++i) deliveries.push_back(makeDelivery("a" + std::to_string(i)));
    outbox.store(deliveries);
  }

  ~LaneTest() override {
    lane->close();
    lane->awaitCalls(kNever);
    lane->endWorkers();
  }

  SinkSetup setup() {
    SinkSetup setup;
    setup.name = "slack";
    setup.sink = ofKind(std::make_shared<ScriptedSink>([this](const Attempt&) {
      ++calls;
      release.wait();
      return Outcome{};
    }));
    setup.host = std::make_shared<RecordingHost>();
    setup.timeout = 10s;
    return setup;
  }

  void deliverAll() {
    lane->wake();
    std::thread waiting([&] { EXPECT_TRUE(lane->finish(kNever)); });
    time.fake.awaitWaiter(kNever, kNever);
    release.count_down();
    waiting.join();
    EXPECT_EQ(calls, kMany);
  }

  MemoryOutbox outbox{10000};
  CountingTime time{};
  std::latch release{1};
  std::atomic<int> calls = 0;
  std::atomic<int> expected = 0;
  std::shared_ptr<Lane> lane = std::make_shared<Lane>(
      setup(), nullptr, Lane::Environment{.outbox = outbox, .time = time, .expectWatch = [this](auto) { ++expected; }});
};

FOR_BOTH_KINDS_OF_SINK(LaneTest);

TEST_P(LaneTest, wakes_who_waits_for_the_end_only_at_the_end) {
  deliverAll();
  EXPECT_LT(time.looks, 20);
}

TEST_P(LaneTest, tells_the_watchdog_of_the_first_call_only) {
  std::jthread clock([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) time.fake.advance(1ms);
  });
  deliverAll();
  EXPECT_EQ(expected, 1);
}

TEST_P(LaneTest, tells_the_watchdog_after_each_look_when_to_look_next) {
  EXPECT_EQ(lane->watch(), kNever);
  lane->wake();
  while (calls == 0) std::this_thread::yield();
  EXPECT_EQ(expected, 1);
  const auto limit = time.now() + 15s;
  EXPECT_EQ(lane->watch(), limit);
  time.fake.advance(5s);
  EXPECT_EQ(lane->watch(), limit);
  release.count_down();
  EXPECT_TRUE(lane->finish(kNever));
  EXPECT_EQ(lane->watch(), kNever);
}

}  // namespace
}  // namespace herald::core
