// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/dispatcher.h"

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

class DispatcherTest : public BothKindsTest {};

FOR_BOTH_KINDS_OF_SINK(DispatcherTest);

TEST_P(DispatcherTest, delivers_in_order_and_starts_with_what_waits) {
  publish({"a1", "a2"});
  const auto sink = add(std::make_shared<ScriptedSink>());
  finish();
  publish({"a3"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "a2", "a3"));
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  EXPECT_EQ(dispatcher.status().at(0).delivered, 3u);
}

TEST_P(DispatcherTest, a_failure_delays_its_own_device_alone) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(503)}));
  publish({"a1", "a2", "b1", "b2"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "b2"));
  passWait(500ms, 1s);
  EXPECT_THAT(sink->calls.await(5), ElementsAre("a1", "b1", "b2", "a1", "a2"));
}

TEST_P(DispatcherTest, tells_the_sink_all_about_the_attempt) {
  std::vector<std::string> seen;
  std::vector<int> numbers;
  const auto sink = std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    seen = {attempt.topic, attempt.message.render([](auto) { return std::string_view(); })};
    numbers.push_back(attempt.number);
    EXPECT_EQ(attempt.deadline, time.now() + 10s);
    return attempt.number < 3 ? retry(503) : Outcome{};
  });
  auto setup = setupOf(sink);
  setup.timeout = 10s;
  dispatcher.set(setup);
  publish({"a1", "a2"});
  passWait(500ms, 1s);
  passWait(1s, 2s);
  sink->calls.await(4);
  passWait(500ms, 1s);
  passWait(1s, 2s);
  sink->calls.await(6);
  finish();
  EXPECT_THAT(seen, ElementsAre("Print Done", "Your print is done."));
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 1, 2, 3));
}

TEST_P(DispatcherTest, waits_double_and_say_so_once_for_each_failure) {
  auto setup = setupOf(std::make_shared<ScriptedSink>(std::deque(10, retry(503))));
  setup.retry.breakAfter = 1000;
  setup.retry.most = 100s;
  dispatcher.set(setup);
  publish({"a1"});
  for (const auto most : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 100s, 100s, 100s}) passWait(Millis(most) / 2, most);
  finish();
  const auto lines = host->lines.all();
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_EQ(lines[0], "PrintDone of a failed: status 503; next try in 1 s");
  EXPECT_EQ(lines[10], "works again");
}

TEST_P(DispatcherTest, retry_after_is_obeyed_by_the_whole_sink) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(503, 30s)}));
  publish({"a1", "b1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  passWait(30s, 30s);
  EXPECT_THAT(sink->calls.await(3), ElementsAre("a1", "b1", "a1"));
}

TEST_P(DispatcherTest, a_wait_that_only_the_receiver_wants_is_said_with_its_source) {
  add(std::make_shared<ScriptedSink>(std::deque{retry(429, 20min), retry(503, 5min)}));
  publish({"a1"});
  finish();
  EXPECT_EQ(host->lines.all().back(),
            "PrintDone of a failed: status 429; next try in 1200 s, as the receiver asks (Retry-After)");
  EXPECT_EQ(status().reason,
            "status 429; the receiver asks for a wait of 1200 s (Retry-After), longer than retry.most: next try in "
            "1200 s, or now by `heraldctl sink retry slack`");
  passWait(20min, 20min);
  finish();
  EXPECT_EQ(status().reason, "status 503") << "Herald itself would wait for so long";
}

TEST_P(DispatcherTest, without_any_answer_the_whole_sink_waits) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(0), retry(0)}));
  publish({"a1", "b1", "c1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  EXPECT_EQ(state(), SinkStatus::State::Failing);
  passWait(500ms, 1s);
  finish();
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "b1")) << "one probe, of another device";
  passWait(1s, 2s);
  EXPECT_THAT(sink->calls.await(5), ElementsAre("a1", "b1", "c1", "a1", "b1"));
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
}

TEST_P(DispatcherTest, after_five_failures_in_a_row_the_whole_sink_waits) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque(5, retry(500))));
  publish({"a1", "b1", "c1", "d1", "e1", "f1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "c1", "d1", "e1"));
  passWait(500ms, 1s);
  const auto calls = sink->calls.await(11);
  EXPECT_EQ(calls.size(), 11u) << "the probe brought all of them back";
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_P(DispatcherTest, when_a_sink_works_again_no_line_of_it_waits_any_longer) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{retry(503), retry(503), retry(503), retry(0)}));
  publish({"a1"});
  passWait(500ms, 1s);
  passWait(1s, 2s);
  time.awaitWaiterIn(2s, 4s);
  publish({"b1"});
  passWait(500ms, 1s);
  EXPECT_THAT(sink->calls.await(6), ElementsAre("a1", "a1", "a1", "b1", "b1", "a1"));
}

TEST_P(DispatcherTest, a_sink_on_hold_is_probed_slowly_with_another_device_each_time) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque(4, hold())));
  publish({"a1", "b1", "c1"});
  passWait(60s, 60s);
  EXPECT_EQ(state(), SinkStatus::State::Holding);
  passWait(300s, 300s);
  passWait(300s, 300s);
  sink->calls.await(4);
  EXPECT_EQ(waitingIds(outbox).size(), 3u);
  passWait(300s, 300s);
  EXPECT_THAT(sink->calls.await(7), ElementsAre("a1", "b1", "c1", "a1", "b1", "c1", "a1"));
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  EXPECT_THAT(host->lines.all(),
              ElementsAre("on hold: 401: check the token; nothing is lost, next try in 60 s", "works again"));
}

TEST_P(DispatcherTest, a_delivery_that_is_refused_again_while_others_get_through_waits_alone) {
  const auto sink = add(std::make_shared<ScriptedSink>(
      [](const Attempt& attempt) { return attempt.event.id == "a1" ? hold("404: no such channel") : Outcome{}; }));
  publish({"a1", "a2", "b1"});
  passWait(60s, 60s);
  EXPECT_THAT(sink->calls.await(3), ElementsAre("a1", "b1", "a1")) << "the hold ended with b1, and a1 got one more try";
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  publish({"b2", "c1"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "a1", "b2", "c1"));
  EXPECT_THAT(host->lines.all().back(), HasSubstr("alone is refused: 404: no such channel; its device waits"));
  passWait(300s, 300s);
  sink->calls.await(6);
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2"));
}

TEST_P(DispatcherTest, a_rejected_probe_ends_no_hold) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{hold(), rejected(), hold()}));
  publish({"a1", "b1", "c1"});
  passWait(60s, 60s);
  passWait(300s, 300s);
  sink->calls.await(3);
  finish();
  EXPECT_EQ(state(), SinkStatus::State::Holding);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "c1"));
}

TEST_P(DispatcherTest, a_rejected_delivery_is_a_dead_letter_and_frees_its_line) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{rejected()}));
  publish({"a1", "a2"});
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "a2"));
  const auto dead = outbox.deadLetters().list({.sink = "slack"}, 0, 1000);
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].event->id, "a1");
  EXPECT_EQ(dead[0].ending.reason, "400: no");
  EXPECT_THAT(host->lines.all(), ElementsAre("PrintDone of a is a dead letter: 400: no"));
}

TEST_P(DispatcherTest, a_sink_that_is_gone_keeps_its_queue_until_it_is_set_anew) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque{gone()}));
  publish({"a1", "a2", "b1"});
  finish();
  time.advance(1000h);
  publish({"b2"});
  dispatcher.set(setupOf(sink));
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  EXPECT_EQ(state(), SinkStatus::State::Gone);
  const auto next = add(std::make_shared<ScriptedSink>());
  finish();
  EXPECT_THAT(next->calls.all(), ElementsAre("b1", "a1", "b2", "a2"));
}

TEST_P(DispatcherTest, a_dead_or_slow_sink_delays_no_other) {
  const auto slow = add(std::make_shared<HangingSink>(), "slow");
  add(std::make_shared<ScriptedSink>(std::deque(3, retry(0))), "dead");
  const auto sink = add(std::make_shared<ScriptedSink>());
  publish({"a1"}, "slow");
  publish({"a1"}, "dead");
  publish({"a1", "a2"});
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "a2"));
  slow->release.count_down();
  finish();
}

TEST_P(DispatcherTest, when_the_network_is_back_for_one_sink_it_is_for_all) {
  const auto first = add(std::make_shared<ScriptedSink>(std::deque{retry(0)}));
  auto setup = setupOf(nullptr, "mail");
  setup.retry.first = 1000s;
  const auto other = std::make_shared<ScriptedSink>(std::deque{retry(0)});
  setup.sink = ofKind(other);
  dispatcher.set(setup);
  publish({"a1"}, "mail");
  time.awaitWaiterIn(150s, 300s);
  publish({"a1"});
  passWait(500ms, 1s);
  EXPECT_THAT(first->calls.await(2), ElementsAre("a1", "a1"));
  EXPECT_THAT(other->calls.await(2), ElementsAre("a1", "a1"));
}

TEST_P(DispatcherTest, what_a_sink_throws_is_an_outcome) {
  std::atomic<int> call = 0;
  add(std::make_shared<ScriptedSink>([&](const Attempt&) -> Outcome {
    switch (++call) {
      case 1: throw Failure(Outcome::Verdict::Retry, "connection refused");
      case 2: throw std::runtime_error("a bug");
      case 3: throw 42;
      case 4: throw Failure(Outcome::Verdict::Delivered, "which is none");
      case 5: throw Failure(Outcome::Verdict::Hold, "403: forbidden");
      default: return {};
    }
  }));
  publish({"a1"});
  for (const auto most : {1s, 2s, 4s, 8s}) passWait(Millis(most) / 2, most);
  passWait(60s, 60s);
  const auto lines = host->lines.await(6);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("connection refused"), HasSubstr("a bug"),
                                 HasSubstr("an exception of an unknown type"), HasSubstr("which is none"),
                                 HasSubstr("on hold: 403: forbidden"), "works again"));
}

TEST_P(DispatcherTest, a_new_setup_keeps_the_queue_and_a_call_under_way_ends_with_the_old_instance) {
  const auto old = add(std::make_shared<HangingSink>());
  publish({"a1", "a2", "b1"});
  old->calls.await(1);
  const auto next = add(std::make_shared<ScriptedSink>());
  old->release.count_down();
  finish();
  EXPECT_THAT(old->calls.all(), ElementsAre("a1"));
  EXPECT_THAT(next->calls.all(), ElementsAre("b1", "a2"));
}

TEST_P(DispatcherTest, a_new_setup_keeps_the_backoff) {
  add(std::make_shared<ScriptedSink>(std::deque{retry(429, 30s)}));
  publish({"a1"});
  finish();
  const auto next = add(std::make_shared<ScriptedSink>());
  finish();
  EXPECT_THAT(next->calls.all(), IsEmpty());
  passWait(30s, 30s);
  next->calls.await(1);
}

TEST_P(DispatcherTest, a_removed_sink_leaves_its_deliveries_in_the_outbox) {
  const auto sink = add(std::make_shared<HangingSink>());
  publish({"a1", "a2"});
  sink->calls.await(1);
  std::thread remover([&] { dispatcher.remove({"slack"}); });
  sink->release.count_down();
  remover.join();
  EXPECT_LE(sink->calls.all().size(), 2u);
  EXPECT_EQ(waitingIds(outbox).size() + sink->calls.all().size(), 2u);
  EXPECT_THAT(dispatcher.status(), IsEmpty());
  add(std::make_shared<ScriptedSink>());
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_P(DispatcherTest, remove_lets_calls_end_and_then_asks_all_of_them_to_give_up) {
  std::latch inside(2);
  const auto untilAsked = [&](const Attempt& attempt) {
    std::latch asked(1);
    const std::stop_callback ask(attempt.stop, [&] { asked.count_down(); });
    inside.count_down();
    asked.wait();
    return retry(0);
  };
  for (const auto* name : {"slack", "mail"}) {
    add(std::make_shared<ScriptedSink>(untilAsked), name);
    publish({"a1"}, name);
  }
  inside.wait();
  std::thread remover([&] { dispatcher.remove({"slack", "mail"}); });
  passWait(2s, 2s);
  remover.join();
  EXPECT_THAT(dispatcher.status(), IsEmpty());
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("a1"));
  EXPECT_EQ(hangingCalls(), 0);
}

TEST_P(DispatcherTest, what_the_outbox_dropped_is_not_attempted) {
  MemoryOutbox small(2);
  Dispatcher other(small, time);
  const auto sink = std::make_shared<HangingSink>();
  other.set(setupOf(sink));
  const auto store = [&](std::vector<Delivery> deliveries) {
    small.store(deliveries);
    other.wake({"slack"});
  };
  store({makeDelivery("a1", "slack", Category::Progress), makeDelivery("b2", "slack", Category::Progress)});
  sink->calls.await(1);
  store({makeDelivery("b3")});
  sink->release.count_down();
  EXPECT_TRUE(other.finish(Clock::time_point::max()));
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b3"));
}

TEST_P(DispatcherTest, finish_gives_up_at_its_deadline) {
  const auto sink = add(std::make_shared<HangingSink>());
  publish({"a1"});
  sink->calls.await(1);
  EXPECT_FALSE(dispatcher.finish(time.now()));
  sink->release.count_down();
  finish();
}

TEST_P(DispatcherTest, stop_asks_the_calls_to_give_up_and_begins_no_more) {
  std::latch inside(1);
  const auto sink = add(std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    std::latch asked(1);
    const std::stop_callback callback(attempt.stop, [&] { asked.count_down(); });
    inside.count_down();
    asked.wait();
    return retry(0);
  }));
  publish({"a1", "b1"});
  inside.wait();
  EXPECT_TRUE(dispatcher.stop(Clock::time_point::max()));
  publish({"c1"});
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "b1", "c1"));
}

TEST_P(DispatcherTest, counts_the_variables_that_deliveries_went_without) {
  auto failed = retry(503);
  failed.missing = {"job.file.name"};
  add(std::make_shared<ScriptedSink>(
      std::deque<Outcome>{failed, {.missing = {"job.file.name", "meta"}}, {.missing = {"meta"}}}));
  publish({"a1"});
  finish();
  EXPECT_TRUE(status().missing.empty()) << "nothing was delivered";
  passWait(500ms, 1s);
  finish();
  publish({"a2"});
  finish();
  EXPECT_EQ(status().missing, (std::map<std::string, std::uint64_t>{{"job.file.name", 1}, {"meta", 2}}));
}

}  // namespace
}  // namespace herald::core
