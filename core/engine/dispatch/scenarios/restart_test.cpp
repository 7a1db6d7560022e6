// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "engine/dispatch/policy/sink_record.h"
#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/outbox/testing/faulty_disk.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = SinkStatus::State;

/// Dispatchers one after the other, over one outbox and one data folder.
class RestartTest : public ::testing::Test, public OfBothKinds {
 protected:
  std::shared_ptr<ScriptedSink> start(std::deque<Outcome> outcomes = {}, const std::string& fingerprint = "1") {
    stop();
    const auto sink = std::make_shared<ScriptedSink>(std::move(outcomes));
    dispatcher = std::make_unique<Dispatcher>(
        outbox, time, DispatcherCallbacks{.state = [this](const std::string&) { return store; }, .announce = {}});
    SinkSetup setup;
    setup.name = "slack";
    setup.fingerprint = fingerprint;
    setup.sink = ofKind(sink);
    setup.host = host;
    setup.timeout = 10000h;
    dispatcher->set(setup);
    finish();
    return sink;
  }

  void stop() {
    if (dispatcher) dispatcher->stop(Clock::time_point::max());
    dispatcher.reset();
  }

  void publish(std::initializer_list<const char*> ids) {
    std::vector<Delivery> deliveries;
    for (const auto* id : ids) deliveries.push_back(makeDelivery(id));
    outbox.store(deliveries);
    dispatcher->wake({"slack"});
    finish();
  }

  void finish() { dispatcher->finish(Clock::time_point::max()); }
  SinkStatus status() { return dispatcher->status().at(0); }

  FakeTime time{};
  MemoryOutbox outbox{1000};
  std::shared_ptr<StateStore> store = std::make_shared<StateStore>(outbox, "dispatch.slack");
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  std::unique_ptr<Dispatcher> dispatcher{};
};

FOR_BOTH_KINDS_OF_SINK(RestartTest);

TEST_P(RestartTest, a_paused_sink_stays_paused_whatever_its_configuration) {
  start();
  dispatcher->pause("slack");
  publish({"a1"});
  EXPECT_THAT(start({}, "2")->calls.all(), IsEmpty());
  EXPECT_EQ(status().state, State::Paused);
  dispatcher->resume("slack");
  finish();
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  publish({"a2"});
  start();
  EXPECT_EQ(status().state, State::Healthy);
}

TEST_P(RestartTest, a_pause_that_can_be_read_only_later_holds_unless_the_operator_has_resumed) {
  const auto sink = start();
  const auto paused = toText({.paused = true});
  store->save("sink", paused);
  dispatcher->restore();
  publish({"a1"});
  EXPECT_EQ(status().state, State::Paused);
  EXPECT_THAT(sink->calls.all(), IsEmpty());
  dispatcher->resume("slack");
  store->save("sink", paused);
  dispatcher->restore();
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
}

TEST_P(RestartTest, a_drain_that_can_be_read_only_later_is_of_all_that_waits_then) {
  const auto sink = start({retry(503)});
  publish({"a1"});
  store->save("sink", toText({.drainTo = 0}));
  dispatcher->restore();
  time.advance(1s);
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "a1"));
}

TEST_P(RestartTest, a_sink_that_is_gone_stays_so_until_its_configuration_is_another) {
  start({gone()});
  publish({"a1"});
  EXPECT_THAT(start()->calls.all(), IsEmpty());
  EXPECT_EQ(status().state, State::Gone);
  EXPECT_EQ(status().reason, "410");
  EXPECT_THAT(start({}, "2")->calls.all(), ElementsAre("a1"));
  EXPECT_EQ(status().state, State::Healthy);
}

TEST_P(RestartTest, a_hold_keeps_the_time_of_its_probe) {
  start({hold()});
  publish({"a1"});
  time.advance(40s);
  const auto sink = start({hold()});
  EXPECT_THAT(sink->calls.all(), IsEmpty());
  EXPECT_EQ(status().state, State::Holding);
  EXPECT_EQ(status().nextAttempt, 20s);
  time.advanceTo(time.awaitWaiterIn(20s, 20s));
  sink->calls.await(1);
  finish();
  EXPECT_EQ(status().nextAttempt, 300s) << "and goes on as before";
  EXPECT_THAT(start({}, "2")->calls.all(), ElementsAre("a1")) << "another configuration is tried at once";
}

TEST_P(RestartTest, a_hold_of_which_the_clock_makes_a_year_waits_for_one_interval) {
  start({hold()});
  publish({"a1"});
  stop();
  auto record = parseSinkRecord(store->load("sink"));
  record.due += 8760h;
  store->save("sink", toText(record));
  start();
  EXPECT_EQ(status().nextAttempt, 300s);
}

TEST_P(RestartTest, a_drain_goes_on_where_it_was) {
  start({retry(0), retry(0)});
  publish({"a1", "b1"});
  dispatcher->drain("slack");
  finish();
  const auto sink = start({retry(0)});
  publish({"c1", "a2"});
  EXPECT_TRUE(status().draining);
  EXPECT_EQ(status().drainLeft, 2u);
  dispatcher->retryNow("slack");
  sink->calls.await(3);
  finish();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("c1", "a2"));
  EXPECT_EQ(status().state, State::Paused);
}

TEST_P(RestartTest, attempt_numbers_go_on) {
  start({retry(503), retry(0)});
  publish({"a1"});
  EXPECT_EQ(outbox.waiting("slack", 0, 1)[0].attempts, 1);
  std::vector<int> numbers;
  stop();
  const auto sink = std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    numbers.push_back(attempt.number);
    return Outcome{};
  });
  dispatcher = std::make_unique<Dispatcher>(outbox, time);
  SinkSetup setup;
  setup.name = "slack";
  setup.sink = ofKind(sink);
  setup.host = host;
  dispatcher->set(setup);
  finish();
  EXPECT_THAT(numbers, ElementsAre(2));
}

TEST_P(RestartTest, a_record_that_is_no_record_is_none) {
  for (const auto* text : {"", "{", "[]", "{\"stop\":\"hold\"}", "{\"drainTo\":\"x\",\"paused\":1}"}) {
    store->save("sink", text);
    start();
    EXPECT_EQ(status().state, State::Healthy) << text;
    EXPECT_FALSE(status().draining) << text;
  }
}

TEST(PowerCut, a_pause_survives_it_once_it_is_answered) {
  const testing::TemporaryFolder folder, after;
  FakeTime time;
  FaultyDisk disk;
  std::mt19937 random(1);
  auto options = diskIn(folder.path());
  options.disk.file.vfs = disk.name();
  DiskOutbox outbox(options, time);
  const auto store = std::make_shared<StateStore>(outbox, "dispatch.slack");
  Dispatcher dispatcher(outbox, time,
                        DispatcherCallbacks{.state = [&](const std::string&) { return store; }, .announce = {}});
  SinkSetup setup;
  setup.name = "slack";
  setup.sink = std::make_shared<ScriptedSink>();
  setup.host = std::make_shared<RecordingHost>();
  dispatcher.set(setup);
  dispatcher.pause("slack");
  disk.cutPower(after.path(), random);
  const auto left = openDisk(after.path(), time);
  EXPECT_TRUE(parseSinkRecord(left->note("dispatch.slack", "sink")).paused);
}

}  // namespace
}  // namespace herald::core
