// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/dispatch/testing/hanging_sink.h"
#include "engine/dispatch/testing/slow_outbox.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using State = SinkStatus::State;

/// A disk that hangs for one sink holds up nobody else. If it did, these tests would hang.
class SlowDiskTest : public ::testing::Test, public OfBothKinds {
 protected:
  template <class AnySink>
  std::shared_ptr<AnySink> add(std::shared_ptr<AnySink> sink, const std::string& name, Millis timeout = kOutOfTheWay) {
    auto setup = patientSetup(ofKind(sink), name, host);
    setup.timeout = timeout;
    setup.retry.ages = {.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h};
    dispatcher.set(setup);
    return sink;
  }

  void publish(std::initializer_list<const char*> ids, const std::string& sink) {
    std::vector<Delivery> deliveries;
    for (const auto* id : ids) {
      deliveries.push_back(makeDelivery(id, sink));
      deliveries.back().accepted = time.now();
    }
    outbox.store(deliveries, true, {});
    dispatcher.wake({sink});
  }

  SinkStatus statusOf(const std::string& sink) {
    for (const auto& status : dispatcher.status()) {
      if (status.name == sink) return status;
    }
    throw std::out_of_range(sink);
  }

  FakeTime time{};
  SlowOutbox outbox{};
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  Dispatcher dispatcher{outbox, time};
};

FOR_BOTH_KINDS_OF_SINK(SlowDiskTest);

TEST_P(SlowDiskTest, a_read_that_hangs_holds_up_no_publisher_no_other_sink_and_no_operator) {
  const auto slow = add(std::make_shared<ScriptedSink>(), "slow");
  const auto other = add(std::make_shared<ScriptedSink>(), "other");
  outbox.hang("slow");
  publish({"a1"}, "slow");
  outbox.awaitBlocked();
  publish({"a2"}, "slow");
  publish({"b1"}, "other");
  EXPECT_THAT(other->calls.await(1), ElementsAre("b1"));
  EXPECT_TRUE(dispatcher.pause("slow"));
  EXPECT_EQ(statusOf("slow").state, State::Paused);
  EXPECT_EQ(statusOf("slow").waiting, 2u);
  EXPECT_TRUE(dispatcher.resume("slow"));
  EXPECT_FALSE(dispatcher.finish(time.now())) << "what is being read is not done";
  outbox.release();
  EXPECT_THAT(slow->calls.await(2), ElementsAre("a1", "a2"));
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
}

TEST_P(SlowDiskTest, a_claim_that_hangs_is_no_call_that_hangs) {
  const auto slow = add(std::make_shared<ScriptedSink>(), "slow", 10s);
  const auto other = add(std::make_shared<ScriptedSink>(), "other");
  dispatcher.pause("slow");
  publish({"a1"}, "slow");
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
  outbox.hang("slow", SlowOutbox::What::Claims);
  dispatcher.resume("slow");
  outbox.awaitBlocked();
  publish({"a2"}, "slow");
  publish({"b1"}, "other");
  other->calls.await(1);
  time.advance(15s);
  time.awaitWaiterIn(1ms, 24h);
  EXPECT_NE(statusOf("slow").state, State::Hanging);
  outbox.release();
  EXPECT_THAT(slow->calls.await(2), ElementsAre("a1", "a2"));
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
  EXPECT_EQ(statusOf("slow").failed, 0u);
}

TEST_P(SlowDiskTest, a_stop_waits_for_a_read_and_leaves_nothing_behind) {
  add(std::make_shared<ScriptedSink>(), "slow");
  outbox.hang("slow");
  publish({"a1"}, "slow");
  outbox.awaitBlocked();
  constexpr Millis kPatience = 77min;  // nobody else waits for so long
  bool ended = false;
  std::thread stopping([&] { ended = dispatcher.stop(time.now() + kPatience); });
  time.advanceTo(time.awaitWaiterIn(kPatience, kPatience));
  outbox.release();
  stopping.join();
  EXPECT_TRUE(ended);
}

TEST_P(SlowDiskTest, a_stop_waits_for_the_tidier) {
  add(std::make_shared<ScriptedSink>(), "slow");
  dispatcher.pause("slow");
  publish({"a1"}, "slow");
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
  outbox.hang("slow");
  time.advance(24h);
  outbox.awaitBlocked();
  bool ended = false;
  std::thread stopping([&] { ended = dispatcher.stop(time.now()); });
  time.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  outbox.release();
  stopping.join();
  EXPECT_TRUE(ended);
}

TEST_P(SlowDiskTest, a_call_of_another_sink_that_hangs_is_walled_off_meanwhile) {
  add(std::make_shared<ScriptedSink>(), "slow");
  const auto hanging = add(std::make_shared<HangingSink>(), "hanging", 10s);
  dispatcher.pause("slow");
  publish({"a1"}, "slow");
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
  outbox.hang("slow");
  time.advance(24h);
  outbox.awaitBlocked();
  publish({"b1"}, "hanging");
  hanging->calls.await(1);
  time.advanceTo(time.awaitWaiterIn(15s, 15s));
  while (statusOf("hanging").state != State::Hanging) std::this_thread::yield();
  hanging->release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  outbox.release();
  EXPECT_TRUE(dispatcher.finish(Clock::time_point::max()));
}

TEST_P(SlowDiskTest, what_waits_for_a_removed_sink_delays_no_hanging_call_of_another) {
  publish({"a1"}, "removed");
  outbox.hang("removed");
  dispatcher.allSet();
  outbox.awaitBlocked();
  const auto hanging = add(std::make_shared<HangingSink>(), "hanging", 10s);
  publish({"b1"}, "hanging");
  hanging->calls.await(1);
  time.advanceTo(time.awaitWaiterIn(15s, 15s));
  while (statusOf("hanging").state != State::Hanging) std::this_thread::yield();
  hanging->release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  outbox.release();
}

}  // namespace
}  // namespace herald::core
