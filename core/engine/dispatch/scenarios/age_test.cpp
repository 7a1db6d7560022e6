// SPDX-License-Identifier: Apache-2.0
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

class AgeTest : public BothKindsTest {
 protected:
  SinkSetup aging(std::shared_ptr<Sink> sink) {
    auto setup = setupOf(std::move(sink));
    setup.retry.ages = {.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h};
    return setup;
  }
};

/// Deliveries end by their age whatever the sink does.
FOR_BOTH_KINDS_OF_SINK(AgeTest);

TEST_P(AgeTest, goes_on_whatever_the_sink_does) {
  struct Case {
    const char* name;
    std::function<void()> stop;
    std::deque<Outcome> outcomes{};
  };
  const Case cases[] = {{"paused", [this] { dispatcher.pause("slack"); }},
                        {"on hold", {}, std::deque(1000, hold())},
                        {"gone", {}, {gone()}},
                        {"told to wait", {}, {retry(429, 20h), retry(429, 20h), retry(429, 20h)}}};
  for (const auto& [name, stop, outcomes] : cases) {
    dispatcher.set(aging(std::make_shared<ScriptedSink>(outcomes)));
    if (stop) stop();
    publish({"p1"}, "slack", Category::Progress);
    publish({"a1", "b1"});
    finish();
    time.advanceTo(time.awaitWaiterIn(10min, 10min));
    while (outbox.counts("slack").waiting > 2) std::this_thread::yield();
    time.awaitWaiterIn(23h + 50min, 23h + 50min);
    EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "b1")) << name;
    time.advance(23h + 50min);
    while (outbox.counts("slack").waiting > 0) std::this_thread::yield();
    EXPECT_EQ(outbox.deadLetters().purge({}), 2u) << name;
    dispatcher.resume("slack");
    dispatcher.remove({"slack"});
  }
}

TEST_P(AgeTest, goes_on_while_the_only_worker_hangs) {
  const auto sink = std::make_shared<HangingSink>();
  auto setup = aging(sink);
  setup.timeout = 10s;
  dispatcher.set(setup);
  publish({"a1"});
  sink->calls.await(1);
  passWait(15s, 15s);
  host->lines.await(1);
  publish({"p1"}, "slack", Category::Progress);
  time.awaitWaiterIn(10min, 10min);
  time.advance(10min);
  EXPECT_THAT(host->lines.await(2).back(), HasSubstr("1 progress event was discarded: too old"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
  sink->release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  finish();
}

TEST_P(AgeTest, what_came_during_a_call_ages_although_the_call_hangs) {
  const auto sink = std::make_shared<HangingSink>();
  auto setup = aging(sink);
  setup.timeout = 10s;
  dispatcher.set(setup);
  publish({"a1"});
  sink->calls.await(1);
  publish({"p1"}, "slack", Category::Progress);
  passWait(15s, 15s);
  host->lines.await(1);
  time.advanceTo(time.awaitWaiterIn(9min + 45s, 9min + 45s));
  EXPECT_THAT(host->lines.await(2).back(), HasSubstr("1 progress event was discarded: too old"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
  sink->release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  finish();
}

TEST_P(AgeTest, what_is_too_old_when_it_comes_to_the_head_is_not_attempted) {
  const auto sink = std::make_shared<HangingSink>();
  dispatcher.set(aging(sink));
  publish({"a1"});
  publish({"a2"}, "slack", Category::Progress);
  publish({"a3"});
  sink->calls.await(1);
  time.advance(10min);
  sink->release.count_down();
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "a3"));
  finish();
  EXPECT_EQ(status().discarded.at("too old: progress"), 1u);
}

TEST_P(AgeTest, what_waited_behind_it_is_due_at_once) {
  const auto sink = std::make_shared<ScriptedSink>(std::deque{retry(503)});
  auto setup = aging(sink);
  setup.retry.first = setup.retry.most = 1h;
  dispatcher.set(setup);
  publish({"a1"}, "slack", Category::Progress);
  publish({"a2"});
  time.awaitWaiterIn(30min, 1h);
  passWait(10min, 10min);
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "a2"));
}

TEST_P(AgeTest, counts_from_the_publication_also_of_an_earlier_process) {
  auto old = makeDelivery("a1");
  old.accepted = time.now() - 24h;
  auto younger = makeDelivery("b1");
  younger.accepted = time.now() - 23h;
  std::vector<Delivery> deliveries{old, younger};
  outbox.store(deliveries);
  const auto sink = std::make_shared<ScriptedSink>();
  dispatcher.set(aging(sink));
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("b1"));
  EXPECT_EQ(status().deadLetters, 1u);
}

TEST_P(AgeTest, a_failing_sink_gets_the_newest_progress_alone_and_a_healthy_one_each) {
  const auto sink = std::make_shared<HangingSink>(std::deque{retry(0)});
  dispatcher.set(setupOf(sink));
  publish({"a1", "a2"}, "slack", Category::Progress);
  sink->calls.await(1);
  publish({"a3"}, "slack", Category::Progress);
  sink->release.count_down();
  finish();
  publish({"a4"}, "slack", Category::Progress);
  finish();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a4"));
  passWait(500ms, 1s);
  sink->calls.await(2);
  publish({"a5", "a6"}, "slack", Category::Progress);
  EXPECT_THAT(sink->calls.await(4), ElementsAre("a1", "a4", "a5", "a6"));
  finish();
  EXPECT_EQ(status().discarded.at("replaced by a newer one"), 3u);
}

constexpr auto kLetterAge = 10h;

/// The dispatcher ends what is too old and has no sink of its own to do it.
class OwnerlessAgeTest : public ::testing::Test {
 protected:
  FakeTime time{};
  MemoryOutbox outbox{QueueBounds{.deadLetterAge = kLetterAge}};
};

TEST_F(OwnerlessAgeTest, dead_letters_of_every_sink_end_by_their_age) {
  outbox.bury(storeOne(outbox, make("1", Category::Lifecycle, "old")), {.reason = "400: no", .at = time.now()});
  Dispatcher dispatcher(outbox, time);
  dispatcher.allSet();
  time.advanceTo(time.awaitWaiterIn(kLetterAge, kLetterAge));
  time.awaitWaiterIn(kLetterAge, kLetterAge);
  EXPECT_THAT(deadIds(outbox), IsEmpty());
}

TEST_F(OwnerlessAgeTest, what_waits_for_a_removed_sink_ends_by_its_age_once_all_sinks_are_set) {
  auto delivery = make("1", Category::Other, "old");
  delivery.accepted = time.now();
  storeOne(outbox, delivery);
  Dispatcher dispatcher(outbox, time);
  dispatcher.allSet();
  time.advanceTo(time.awaitWaiterIn(1h, 1h));
  time.awaitWaiterIn(kLetterAge - 1h, kLetterAge);
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
}

TEST_F(OwnerlessAgeTest, what_is_moved_to_a_removed_sink_later_ends_by_its_age_too) {
  Dispatcher dispatcher(outbox, time);
  dispatcher.allSet();
  time.awaitWaiterIn(kLetterAge, kLetterAge);
  auto delivery = make("1", Category::Other, "old");
  delivery.accepted = time.now();
  storeOne(outbox, delivery);
  dispatcher.wake({"old"});
  time.awaitWaiterIn(1h, 1h);
}

}  // namespace
}  // namespace herald::core
