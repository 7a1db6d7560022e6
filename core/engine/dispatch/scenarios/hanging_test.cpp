// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/dispatch/testing/hanging_sink.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HangingTest : public BothKindsTest {
 protected:
  std::shared_ptr<HangingSink> hang() {
    auto sink = std::make_shared<HangingSink>();
    auto setup = setupOf(sink);
    setup.timeout = 10s;
    dispatcher.set(setup);
    publish({"a1", "b1"});
    sink->calls.await(1);
    return sink;
  }

  void wallOff() {
    passWait(15s, 15s);
    EXPECT_THAT(host->lines.await(1).back(), HasSubstr("hangs: the call for PrintDone of a did not return"));
  }

  void awaitReturn() {
    while (hangingCalls() != 0) std::this_thread::yield();
  }
};

FOR_BOTH_KINDS_OF_SINK(HangingTest);

TEST_P(HangingTest, a_call_that_hangs_is_walled_off_and_its_late_answer_is_ignored) {
  const auto sink = hang();
  EXPECT_EQ(hangingCalls(), 0);
  wallOff();
  EXPECT_EQ(state(), SinkStatus::State::Hanging);
  EXPECT_EQ(hangingCalls(), 1);
  time.advance(1000s);
  publish({"c1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1")) << "no second call while it hangs";
  EXPECT_EQ(waitingIds(outbox).size(), 3u);

  sink->release.count_down();
  EXPECT_THAT(sink->calls.await(4), ElementsAre("a1", "b1", "a1", "c1"));
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  EXPECT_EQ(dispatcher.status().at(0).delivered, 3u);
  EXPECT_EQ(hangingCalls(), 0);
}

TEST_P(HangingTest, a_call_after_others_has_its_own_limit) {
  std::latch release{1};
  const auto sink = std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    if (attempt.event.id == "a2") release.wait();
    return Outcome{};
  });
  auto setup = setupOf(sink);
  setup.timeout = 10s;
  dispatcher.set(setup);
  publish({"a1"});
  finish();
  time.advance(10s);
  publish({"a2"});
  sink->calls.await(2);
  passWait(5s, 5s);
  passWait(10s, 10s);
  EXPECT_THAT(host->lines.await(1).back(), HasSubstr("hangs: the call for PrintDone of a did not return"));
  release.count_down();
  awaitReturn();
}

TEST_P(HangingTest, no_other_worker_calls_an_instance_that_hangs) {
  const auto sink = std::make_shared<HangingSink>([](const Attempt&) { return Outcome{}; }, true);
  auto setup = setupOf(sink);
  setup.timeout = 10s;
  setup.concurrency = 2;
  dispatcher.set(setup);
  publish({"a1"});
  sink->calls.await(1);
  publish({"b1"});
  while (outbox.counts("slack").waiting != 1) std::this_thread::yield();
  wallOff();
  time.advance(1000s);
  publish({"c1"});
  for (int i = 0; i < 1000; ++i) {
    std::this_thread::yield();
    EXPECT_EQ(sink->calls.all().size(), 2u);
  }
  sink->release.count_down();
  EXPECT_THAT(sink->calls.await(4), ElementsAre("a1", "b1", "a1", "c1"));
  finish();
}

TEST_P(HangingTest, a_new_instance_ends_the_wall) {
  const auto old = hang();
  wallOff();
  const auto next = add(std::make_shared<ScriptedSink>());
  passWait(500ms, 1s);
  EXPECT_THAT(next->calls.await(2), ElementsAre("b1", "a1"));
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  old->release.count_down();
  awaitReturn();
  publish({"a2"});
  finish();
  EXPECT_THAT(next->calls.all(), ElementsAre("b1", "a1", "a2"));
  EXPECT_THAT(old->calls.all(), ElementsAre("a1"));
}

TEST_P(HangingTest, an_old_instance_that_hangs_only_after_it_was_replaced_is_walled_off_too) {
  const auto old = hang();
  const auto next = add(std::make_shared<ScriptedSink>());
  wallOff();
  passWait(500ms, 1s);
  EXPECT_THAT(next->calls.await(2), ElementsAre("b1", "a1"));
  old->release.count_down();
  awaitReturn();
}

TEST_P(HangingTest, remove_does_not_wait_for_it) {
  const auto sink = hang();
  wallOff();
  dispatcher.remove({"slack"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "b1"));
  EXPECT_EQ(hangingCalls(), 1);
  sink->release.count_down();
  awaitReturn();
}

TEST_P(HangingTest, remove_waits_only_so_long_for_a_call_that_does_not_give_up) {
  const auto sink = hang();
  std::thread remover([&] { dispatcher.remove({"slack"}); });
  passWait(2s, 2s);
  passWait(1s, 1s);
  remover.join();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "b1"));
  EXPECT_EQ(hangingCalls(), 1);
  sink->release.count_down();
  awaitReturn();
}

TEST_P(HangingTest, stop_does_not_wait_for_it) {
  const auto sink = hang();
  wallOff();
  EXPECT_FALSE(dispatcher.stop(Clock::time_point::max()));
  sink->release.count_down();
  awaitReturn();
}

TEST_P(HangingTest, stop_leaves_it_behind_at_the_deadline) {
  const auto sink = hang();
  EXPECT_FALSE(dispatcher.stop(time.now()));
  EXPECT_EQ(hangingCalls(), 1);
  sink->release.count_down();
  awaitReturn();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "b1"));
}

}  // namespace
}  // namespace herald::core
