// SPDX-License-Identifier: Apache-2.0
#include <barrier>
#include <latch>
#include <map>
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

/// Records calls that overlap and events that come out of order.
class Watcher {
 public:
  Outcome deliver(const Attempt& attempt) {
    enter(attempt.event);
    std::this_thread::yield();
    const std::lock_guard guard(mutex_);
    --inside_[attempt.event.device];
    --insideAll_;
    return ++calls_ % 7 == 0 ? Outcome{.verdict = Outcome::Verdict::Retry, .reason = "503", .status = 503}
                             : pass(attempt);
  }

  int most() const { return most_; }
  bool ordered() const { return ordered_; }
  std::size_t delivered() const { return delivered_; }

 private:
  void enter(const Event& event) {
    const std::lock_guard guard(mutex_);
    ordered_ = ordered_ && ++inside_[event.device] == 1;
    most_ = std::max(most_, ++insideAll_);
  }

  Outcome pass(const Attempt& attempt) {
    const auto number = std::stoi(attempt.event.subject);
    ordered_ = ordered_ && number == ++last_[attempt.event.device];
    ++delivered_;
    return {};
  }

  std::mutex mutex_{};
  std::map<std::string, int> inside_{}, last_{};
  int insideAll_ = 0, most_ = 0, calls_ = 0;
  std::size_t delivered_ = 0;
  bool ordered_ = true;
};

/// Retries without a wait.
RetryPolicy impatient() { return {.first = Millis(0), .most = Millis(0), .breakAfter = 1000000}; }

class ConcurrencyTest : public BothKindsTest {
 protected:
  SinkSetup watched(Watcher& watcher, bool concurrent, int workers) {
    auto setup = setupOf(std::make_shared<ScriptedSink>(
        [&watcher](const Attempt& attempt) { return watcher.deliver(attempt); }, concurrent));
    setup.concurrency = workers;
    setup.retry = impatient();
    return setup;
  }

  void publishFrom(int publisher, int count) {
    for (int i = 1; i <= count; ++i) {
      auto event = std::make_shared<Event>();
      event->id = std::to_string(publisher) + "-" + std::to_string(i);
      event->device = std::to_string(publisher);
      event->subject = std::to_string(i);
      std::vector<Delivery> deliveries{{.sink = "slack", .event = event}};
      outbox.store(deliveries);
      dispatcher.wake({"slack"});
    }
  }
};

FOR_BOTH_KINDS_OF_SINK(ConcurrencyTest);

TEST_P(ConcurrencyTest, a_concurrent_sink_is_called_by_several_workers_at_once) {
  std::barrier together(3);
  auto setup = setupOf(std::make_shared<ScriptedSink>(
      [&](const Attempt&) {
        together.arrive_and_wait();
        return Outcome{};
      },
      true));
  setup.concurrency = 3;
  dispatcher.set(setup);
  publish({"a1", "b1", "c1"});
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_P(ConcurrencyTest, after_an_outage_there_are_two_calls_at_once_before_there_are_more) {
  std::latch firstTwo(2), release(1);
  std::atomic<int> calls = 0;
  auto setup = setupOf(std::make_shared<ScriptedSink>(
      [&](const Attempt&) {
        const auto call = ++calls;
        if (call == 1) return retry(0);
        if (call == 3 || call == 4) {
          firstTwo.count_down();
          release.wait();
        }
        return Outcome{};
      },
      true));
  setup.concurrency = 4;
  dispatcher.set(setup);
  publish({"a1"});
  finish();
  publish({"b1", "c1", "d1", "e1", "f1"});
  finish();
  EXPECT_EQ(calls, 1);
  passWait(500ms, 1s);
  firstTwo.wait();
  for (int i = 0; i < 100; ++i) std::this_thread::yield();
  EXPECT_EQ(calls, 4) << "the probe, and two more";
  release.count_down();
  finish();
  EXPECT_EQ(calls, 7);
}

TEST_P(ConcurrencyTest, another_worker_takes_the_place_of_a_dismissed_one) {
  std::latch begunA(1), begunB(1), releaseA(1), releaseB(1);
  auto setup = setupOf(std::make_shared<ScriptedSink>(
      [&](const Attempt& attempt) {
        if (attempt.event.id == "c1") return Outcome{};
        const bool isA = attempt.event.id == "a1";
        (isA ? begunA : begunB).count_down();
        (isA ? releaseA : releaseB).wait();
        return Outcome{};
      },
      true));
  setup.concurrency = 2;
  dispatcher.set(setup);
  time.awaitWaiters(3);  // the watchdog, the tidier, and the first worker
  publish({"a1"});
  begunA.wait();
  publish({"b1"});
  begunB.wait();
  setup.concurrency = 1;
  dispatcher.set(setup);
  setup.concurrency = 2;
  dispatcher.set(setup);
  releaseA.count_down();
  publish({"c1"});
  while (status().delivered < 2) std::this_thread::yield();
  releaseB.count_down();
  finish();
  EXPECT_EQ(status().delivered, 3u);
}

TEST_P(ConcurrencyTest, order_is_kept_for_each_device_with_several_workers_failures_and_new_setups) {
  constexpr int kPublishers = 5, kEach = 400;
  Watcher watcher;
  dispatcher.set(watched(watcher, true, 4));
  std::vector<std::thread> publishers;
  for (int p = 0; p < kPublishers; ++p) publishers.emplace_back([this, p] { publishFrom(p, kEach); });
  for (int round = 0; round < 50; ++round) dispatcher.set(watched(watcher, true, 1 + round % 4));
  for (auto& publisher : publishers) publisher.join();
  finish();
  EXPECT_TRUE(watcher.ordered());
  EXPECT_EQ(watcher.delivered(), std::size_t{kPublishers} * kEach);
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_P(ConcurrencyTest, other_sinks_are_called_once_at_a_time_whatever_was_configured) {
  Watcher watcher;
  dispatcher.set(watched(watcher, false, 8));
  std::vector<std::thread> publishers;
  for (int p = 0; p < 3; ++p) publishers.emplace_back([this, p] { publishFrom(p, 200); });
  for (auto& publisher : publishers) publisher.join();
  finish();
  EXPECT_EQ(watcher.most(), 1);
  EXPECT_TRUE(watcher.ordered());
  EXPECT_EQ(watcher.delivered(), 600u);
}

}  // namespace
}  // namespace herald::core
