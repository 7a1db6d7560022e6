// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/state/state_store.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = SinkStatus::State;

/// A receiver that rejects everything, or not quite everything.
class RejectingTest : public BothKindsTest {
 protected:
  void publishMany(int count) {
    for (int i = 0; i < count; ++i) {
      publish({("a" + std::to_string(++published)).c_str()});
      finish();
    }
  }

  std::size_t deadLetters() { return outbox.counts("slack").deadLetters; }

  int published = 0;
};

FOR_BOTH_KINDS_OF_SINK(RejectingTest);

TEST_P(RejectingTest, one_rejected_event_says_little) {
  add(std::make_shared<ScriptedSink>(std::deque{rejected(), rejected(), Outcome{}, rejected(), rejected()}));
  publishMany(5);
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_EQ(host->lines.all(), std::vector<std::string>(4, "PrintDone of a is a dead letter: 400: no"));
  EXPECT_THAT(news.all(), IsEmpty());
}

TEST_P(RejectingTest, a_receiver_that_rejects_everything_is_not_healthy) {
  add(std::make_shared<ScriptedSink>(std::deque(7, rejected())));
  publishMany(7);
  EXPECT_EQ(state(), State::Rejecting);
  EXPECT_EQ(status().reason, "the last 7 events are dead letters: 400: no");
  EXPECT_FALSE(works(state()));
  EXPECT_EQ(deadLetters(), 7u);
  EXPECT_THAT(news.all(), ElementsAre("failing: slack, the last 3 events are dead letters: 400: no, 0 wait"));
  publishMany(1);
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_THAT(news.await(2).back(), HasSubstr("works again: slack"));
}

TEST_P(RejectingTest, the_log_has_a_count_in_place_of_hundreds_of_lines) {
  add(std::make_shared<ScriptedSink>(std::deque(412, rejected())));
  publishMany(413);
  EXPECT_THAT(host->lines.all(),
              ElementsAre("PrintDone of a is a dead letter: 400: no", "PrintDone of a is a dead letter: 400: no",
                          HasSubstr("rejects everything: the last 3 events are dead letters; PrintDone of a is a dead "
                                    "letter: 400: no; run `heraldctl dead ls --sink slack`"),
                          HasSubstr("the last 10 events"), HasSubstr("the last 100 events"),
                          "works again; the 412 events before are dead letters"));
}

TEST_P(RejectingTest, a_failure_in_between_changes_nothing) {
  add(std::make_shared<ScriptedSink>(std::deque{rejected(), rejected(), retry(503), rejected(), retry(503)}));
  publishMany(2);
  publish({"a3"});
  passWait(500ms, 1s);
  finish();
  EXPECT_EQ(state(), State::Rejecting);
  publish({"b1"});
  finish();
  EXPECT_EQ(state(), State::Rejecting) << "it failed once, and still nothing got through";
}

TEST_P(RejectingTest, a_hold_a_pause_and_a_hanging_call_come_first) {
  add(std::make_shared<ScriptedSink>(std::deque{rejected(), rejected(), rejected(), hold(), rejected()}));
  publishMany(3);
  publish({"b1"});
  finish();
  EXPECT_EQ(state(), State::Holding);
  EXPECT_EQ(status().reason, "401: check the token");
  dispatcher.pause("slack");
  EXPECT_EQ(state(), State::Paused);
  EXPECT_EQ(status().reason, "paused by the operator");
}

TEST_P(RejectingTest, a_new_instance_starts_anew) {
  add(std::make_shared<ScriptedSink>(std::deque(3, rejected())));
  publishMany(3);
  EXPECT_EQ(state(), State::Rejecting);
  add(std::make_shared<ScriptedSink>(std::deque(1, rejected())));
  EXPECT_EQ(state(), State::Healthy);
  publishMany(1);
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_EQ(news.all().size(), 1u) << "nobody knows yet that it works again";
  publishMany(1);
  EXPECT_THAT(news.await(2).back(), HasSubstr("works again: slack"));
}

TEST_P(RejectingTest, a_restart_does_not_hide_it_but_another_configuration_starts_anew) {
  const auto store = std::make_shared<StateStore>(outbox, "dispatch.slack");
  const auto start = [&](const std::string& fingerprint, std::deque<Outcome> outcomes) {
    auto next = std::make_unique<Dispatcher>(
        outbox, time, DispatcherCallbacks{.state = [&](const std::string&) { return store; }, .announce = {}});
    auto setup = setupOf(std::make_shared<ScriptedSink>(std::move(outcomes)));
    setup.fingerprint = fingerprint;
    next->set(setup);
    next->finish(Clock::time_point::max());
    return next;
  };
  const auto publishTo = [&](Dispatcher& next, const char* id) {
    publish({id});
    next.wake({"slack"});
    next.finish(Clock::time_point::max());
  };
  auto running = start("1", std::deque(3, rejected()));
  for (const auto* id : {"a1", "a2", "a3"}) publishTo(*running, id);
  EXPECT_EQ(running->status().at(0).state, State::Rejecting);
  running.reset();
  running = start("1", {});
  EXPECT_EQ(running->status().at(0).state, State::Rejecting);
  EXPECT_THAT(running->status().at(0).reason, HasSubstr("400: no"));
  running.reset();
  EXPECT_EQ(start("2", {})->status().at(0).state, State::Healthy);
  running = start("1", {});
  publishTo(*running, "a4");
  EXPECT_EQ(running->status().at(0).state, State::Healthy);
  running.reset();
  EXPECT_EQ(start("1", {})->status().at(0).state, State::Healthy) << "that it works again is remembered, too";
}

}  // namespace
}  // namespace herald::core
