// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using State = SinkStatus::State;

class TrialTest : public BothKindsTest {
 protected:
  Outcome tryOut(const std::string& id) {
    return dispatcher.tryOut("slack", [id](const SinkSetup& setup, Clock::time_point deadline, const std::stop_token&) {
      return setup.sink->deliver({.event = *makeDelivery(id).event, .deadline = deadline});
    });
  }
};

FOR_BOTH_KINDS_OF_SINK(TrialTest);

TEST_P(TrialTest, gives_the_outcome_and_leaves_queue_and_counters_alone) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque<Outcome>{rejected()}));
  EXPECT_EQ(tryOut("t1").verdict, Outcome::Verdict::Rejected);
  EXPECT_EQ(status().failed, 0u);
  EXPECT_EQ(status().deadLetters, 0u);
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
}

TEST_P(TrialTest, passes_a_queue_that_is_paused_or_waits) {
  const auto sink = add(std::make_shared<ScriptedSink>());
  dispatcher.pause("slack");
  publish({"a1"});
  EXPECT_EQ(tryOut("t1").verdict, Outcome::Verdict::Delivered);
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
}

TEST_P(TrialTest, never_overlaps_a_call_of_a_sink_that_takes_one_at_a_time) {
  std::latch began{1}, release{1};
  std::atomic<int> inside = 0;
  const auto sink = add(std::make_shared<ScriptedSink>([&](const Attempt& attempt) -> Outcome {
    EXPECT_EQ(++inside, 1);
    if (attempt.event.id == "a1") {
      began.count_down();
      release.wait();
    }
    --inside;
    return {};
  }));
  publish({"a1"});
  began.wait();
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  release.count_down();
  EXPECT_EQ(trial.get().verdict, Outcome::Verdict::Delivered);
  publish({"a2"});
  finish();
  EXPECT_EQ(sink->calls.all().size(), 3u);
}

TEST_P(TrialTest, holds_up_the_deliveries_of_such_a_sink_only_while_it_runs) {
  std::latch began{1}, release{1};
  const auto sink = add(std::make_shared<ScriptedSink>([&](const Attempt& attempt) -> Outcome {
    if (attempt.event.id == "t1") {
      began.count_down();
      release.wait();
    }
    return {};
  }));
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  began.wait();
  publish({"a1"});
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
  release.count_down();
  trial.get();
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1", "a1"));
}

/// A trial that does not return until `release`.
class HangingTrialTest : public TrialTest {
 protected:
  std::shared_ptr<ScriptedSink> add(bool concurrent = false) {
    auto sink = std::make_shared<ScriptedSink>(
        [this](const Attempt& attempt) -> Outcome {
          if (attempt.event.id == "t1") {
            began.count_down();
            release.wait();
          }
          return {};
        },
        concurrent);
    auto setup = setupOf(sink);
    setup.timeout = 10s;
    setup.concurrency = concurrent ? 2 : 1;
    dispatcher.set(setup);
    return sink;
  }

  void hang() {
    auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
    began.wait();
    passWait(15s, 15s);
    EXPECT_THROW(trial.get(), PluginHangs);
    news.await(1);
  }

  void expectNothingUntilItReturns(ScriptedSink& sink) {
    publish({"a1"});
    EXPECT_THROW(tryOut("t2"), std::runtime_error);
    EXPECT_THAT(sink.calls.all(), ElementsAre("t1"));
    release.count_down();
    EXPECT_THAT(sink.calls.await(2), ElementsAre("t1", "a1"));
    finish();
  }

  void letGo() {
    release.count_down();
    while (hangingCalls() != 0) std::this_thread::yield();
  }

  std::latch began{1}, release{1};
};

FOR_BOTH_KINDS_OF_SINK(HangingTrialTest);

TEST_P(HangingTrialTest, is_seen_and_nothing_more_is_asked_of_the_sink_until_it_returns) {
  const auto sink = add();
  hang();
  EXPECT_EQ(state(), State::Hanging);
  EXPECT_THAT(news.await(1), ElementsAre("failing: slack, a call does not return, 0 wait"));
  EXPECT_EQ(hangingCalls(), 1);
  expectNothingUntilItReturns(*sink);
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_EQ(news.await(2).back(), "works again: slack, , 1 wait");
  EXPECT_EQ(hangingCalls(), 0);
}

TEST_P(HangingTrialTest, walls_off_a_sink_that_takes_more_calls_than_one_as_well) {
  const auto sink = add(true);
  hang();
  expectNothingUntilItReturns(*sink);
}

TEST_P(HangingTrialTest, is_ended_for_the_sink_by_a_new_instance) {
  add();
  hang();
  publish({"a1"});
  const auto next = TrialTest::add(std::make_shared<ScriptedSink>());
  EXPECT_THAT(next->calls.await(1), ElementsAre("a1"));
  finish();
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_EQ(news.await(2).back(), "works again: slack, , 1 wait");
  EXPECT_EQ(tryOut("t2").verdict, Outcome::Verdict::Delivered);
  letGo();
}

TEST_P(HangingTrialTest, of_an_instance_that_was_replaced_meanwhile_is_no_fault_of_the_new_one) {
  const auto old = add();
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  began.wait();
  const auto next = TrialTest::add(std::make_shared<ScriptedSink>());
  publish({"a1"});
  passWait(15s, 15s);
  EXPECT_THROW(trial.get(), PluginHangs);
  EXPECT_THAT(next->calls.await(1), ElementsAre("a1"));
  finish();
  EXPECT_EQ(state(), State::Healthy);
  letGo();
}

TEST_P(HangingTrialTest, is_no_longer_waited_for_when_trials_end) {
  const auto sink = add();
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  began.wait();
  auto second = std::async(std::launch::async, [&] { return tryOut("t2"); });
  dispatcher.endTrials();
  EXPECT_THROW(trial.get(), std::runtime_error);
  EXPECT_THROW(second.get(), std::runtime_error);
  EXPECT_THROW(tryOut("t3"), std::runtime_error);
  publish({"a1"});
  release.count_down();
  EXPECT_THAT(sink->calls.await(2), ElementsAre("t1", "a1")) << "deliveries go on";
  finish();
}

TEST_P(HangingTrialTest, is_left_behind_at_the_stop) {
  add();
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  began.wait();
  EXPECT_FALSE(dispatcher.stop(time.now()));
  EXPECT_THROW(trial.get(), std::runtime_error);
  EXPECT_EQ(hangingCalls(), 1);
  letGo();
}

TEST_P(TrialTest, is_asked_to_give_up_when_trials_end) {
  std::latch began{1};
  add(std::make_shared<ScriptedSink>());
  auto trial = std::async(std::launch::async, [&] {
    return dispatcher.tryOut("slack", [&](const SinkSetup&, Clock::time_point, const std::stop_token& stop) {
      std::latch asked{1};
      const std::stop_callback ask(stop, [&] { asked.count_down(); });
      began.count_down();
      asked.wait();
      return Outcome{};
    });
  });
  began.wait();
  dispatcher.endTrials();
  try {
    trial.get();
  } catch (const std::runtime_error&) {  // it was not waited for
  }
  EXPECT_TRUE(dispatcher.stop(Clock::time_point::max())) << "it has ended";
}

TEST_P(TrialTest, that_throws_gives_its_text) {
  add(std::make_shared<ScriptedSink>([](const Attempt&) -> Outcome { throw std::runtime_error("a bug"); }));
  EXPECT_THAT([&] { tryOut("t1"); }, ::testing::ThrowsMessage<std::runtime_error>("a bug"));
  EXPECT_EQ(state(), State::Healthy);
}

TEST_P(TrialTest, of_a_sink_that_is_not_there_is_refused) { EXPECT_THROW(tryOut("t1"), std::out_of_range); }

}  // namespace
}  // namespace herald::core
