// SPDX-License-Identifier: Apache-2.0
#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Logger.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/route_runner.h"
#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/plugin_host/plugin_thread.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Lines final : public Poco::Channel {
 public:
  void log(const Poco::Message& message) override { texts.push_back(message.getSource() + ": " + message.getText()); }
  std::vector<std::string> texts{};
};

void pass(const Event& event, const Transform::Emit& emit) { emit(event); }

void twice(const Event& event, const Transform::Emit& emit) {
  emit(event);
  emit(event);
}

class TransformsTest : public ::testing::Test {
 protected:
  void route(std::vector<TransformStep> steps) { bus.setRoutes({makeRoute("farm", {"slack"}, std::move(steps))}); }
  void publish(std::vector<Event> events) { bus.publish({"mk3", "mk3", {}}, events); }
  Delivery onlyDeadLetter() {
    const auto dead = outbox.deadLetters().list({.sink = "slack"}, 0, 1000);
    EXPECT_EQ(dead.size(), 1u);
    return dead.empty() ? Delivery{} : dead.front();
  }

  FakeTime time{};
  MemoryOutbox outbox{100000};
  EventBus bus{outbox, time, [](const auto&) {}};
};

TEST_F(TransformsTest, run_one_after_the_other_in_the_order_of_publication) {
  route({step("first",
              [](const Event& event, const auto& emit) {
                auto changed = event;
                changed.subject += "1";
                emit(changed);
              }),
         step("second", [](const Event& event, const auto& emit) {
           auto changed = event;
           changed.subject += "2";
           if (event.id != "b") emit(changed);
         })});
  publish({makeEvent("A", "a"), makeEvent("A", "b"), makeEvent("A", "c")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("a", "c"));
  EXPECT_EQ(outbox.waiting("slack", 0, 1).at(0).event->subject, "12");
}

TEST_F(TransformsTest, what_is_made_of_one_event_has_ids_derived_from_it_and_its_empty_fields_filled) {
  route({step("split",
              [](const Event& event, const auto& emit) {
                emit(event);
                Event made;
                made.type = "Made";
                emit(made);
                emit(event);
              }),
         step("pass", pass)});
  publish({makeEvent("A", "e")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("e", "e-2", "e-3"));
  const auto made = outbox.waiting("slack", 0, 10).at(1).event;
  EXPECT_EQ(made->source, "mk3");
  EXPECT_EQ(made->device, "mk3");
  EXPECT_EQ(made->time, time.wallClock());
}

TEST_F(TransformsTest, two_that_split_lose_nothing) {
  route({step("twice", twice), step("again", twice)});
  publish({makeEvent("A", "e")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("e", "e-3", "e-2", "e-2-2"));
}

TEST_F(TransformsTest, an_event_on_which_one_throws_is_a_dead_letter_and_the_others_go_on) {
  const Poco::AutoPtr<Lines> lines(new Lines);
  auto& logger = Poco::Logger::get("route.farm");
  logger.setChannel(lines);
  route({step("long", [](const Event& event, const auto& emit) {
    emit(event);
    if (event.id == "b") throw std::runtime_error("no such field");
  })});
  publish({makeEvent("A", "a"), makeEvent("B", "b"), makeEvent("C", "c")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("a", "c"));
  const auto dead = onlyDeadLetter();
  EXPECT_EQ(dead.event->id, "b");
  EXPECT_EQ(dead.ending.reason, "transform long failed: no such field");
  EXPECT_THAT(lines->texts, ElementsAre("route.farm: B of mk3 is a dead letter: transform long failed: no such field"));
  logger.setChannel(nullptr);
}

TEST_F(TransformsTest, an_event_that_is_no_longer_json_is_a_dead_letter_that_names_the_transform) {
  route({step("break", [](const Event& event, const auto& emit) {
    emit(event);
    auto broken = event;
    broken.payload = "{\"a\":";
    emit(broken);
  })});
  publish({makeEvent("A", "e")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("e"));
  const auto dead = onlyDeadLetter();
  EXPECT_EQ(dead.event->id, "e-2");
  EXPECT_EQ(dead.event->payload, "{}");
  EXPECT_THAT(dead.ending.reason, HasSubstr("transform break made a bad event: the payload of A is not a JSON object"));
}

TEST_F(TransformsTest, of_two_routes_to_one_sink_the_living_delivery_wins) {
  const auto broken = makeRoute("broken", {"slack"}, {step("bad", [](const Event&, const auto&) { throw 1; })});
  bus.setRoutes({broken, makeRoute("plain", {"slack"})});
  publish({makeEvent("A", "e")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("e"));
  EXPECT_THAT(outbox.deadLetters().list({.sink = "slack"}, 0, 1000), IsEmpty());
}

TEST_F(TransformsTest, never_two_calls_at_once_and_each_publishers_order_is_kept) {
  std::atomic<int> inside = 0;
  std::map<std::string, int> last;  // by device; unprotected on purpose: the route's calls are one after the other
  bool ordered = true;
  route({step("check", [&](const Event& event, const auto& emit) {
    EXPECT_EQ(++inside, 1);
    const auto number = std::stoi(event.subject);
    ordered = ordered && number > last[event.device];
    last[event.device] = number;
    emit(event);
    --inside;
  })});
  std::vector<std::thread> publishers;
  for (int p = 0; p < 4; ++p) {
    publishers.emplace_back([this, p] {
      for (int i = 1; i <= 200; ++i) {
        auto event = makeEvent("A");
        event.device = std::to_string(p);
        event.subject = std::to_string(i);
        publish({event});
      }
    });
  }
  for (auto& publisher : publishers) publisher.join();
  EXPECT_TRUE(ordered);
  EXPECT_EQ(waitingIds(outbox, "slack").size(), 800u);
}

TEST(RouteRunner, a_transform_that_hangs_walls_off_its_route_alone_until_it_returns) {
  FakeTime time;
  MemoryOutbox outbox;
  EventBus bus(
      outbox, time, [](const auto&) {}, 1s);
  auto release = std::make_shared<std::latch>(1);
  auto late = std::make_shared<std::latch>(1);
  const auto hanging = step("stuck", [release, late](const Event& event, const auto& emit) {
    if (event.id == "b") release->wait();
    emit(event);
    if (event.id == "b") late->count_down();
  });
  const auto stuck = makeRoute("stuck", {"slack"}, {hanging});
  bus.setRoutes({stuck, makeRoute("plain", {"mail"})});
  std::vector<Event> events{makeEvent("A", "b"), makeEvent("A", "c")};
  bus.publish({"mk3", "", {}}, events);
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("b", "c"));
  events = {makeEvent("A", "d")};
  bus.publish({"mk3", "", {}}, events);
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("b", "c", "d"));
  EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty());
  const auto dead = outbox.deadLetters().list({.sink = "slack"}, 0, 1000);
  ASSERT_EQ(dead.size(), 3u);
  for (const auto& letter : dead) EXPECT_THAT(letter.ending.reason, HasSubstr("transform stuck hangs"));

  release->count_down();
  late->wait();
  while (hangingCalls() != 0) std::this_thread::yield();
  EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty()) << "what it did too late is ignored";
}

/// The route before a reload and the one after it, with one instance of a transform.
struct BeforeAndAfter {
  explicit BeforeAndAfter(const TransformStep& shared, Millis limit = 10s)
      : before(makeRoute("farm", {"slack"}, {shared}), limit), after(makeRoute("farm", {"mail"}, {shared}), limit) {}

  static std::vector<RoutedEvent> publish(RouteRunner& runner, const std::string& id) {
    std::vector<Note> notes;
    return runner.run({{0, std::make_shared<const Event>(makeEvent("A", id)), {}}}, notes);
  }

  RouteRunner before;
  RouteRunner after;
};

TEST(RouteRunner, gives_each_publication_what_the_transforms_have_saved_for_its_own_events) {
  MemoryOutbox outbox;
  RouteRunner runner(makeRoute("farm", {"slack"},
                               {savingStep("count", outbox,
                                           [](StateStore& state, const Event& event, const auto&) {
                                             state.saveWithEvent(event.id, "seen");
                                           })}),
                     10s);
  std::latch start(4);
  std::vector<std::jthread> publishers;
  for (int p = 0; p < 4; ++p) {
    publishers.emplace_back([&, p] {
      start.arrive_and_wait();
      for (int i = 0; i < 300; ++i) {
        const auto id = std::to_string(p) + "-" + std::to_string(i);
        std::vector<Note> notes;
        runner.run({{0, std::make_shared<const Event>(makeEvent("A", id)), {}}}, notes);
        ASSERT_EQ(notes.size(), 1u);
        EXPECT_EQ(notes.front().key, id);
      }
    });
  }
}

TEST(RouteRunner, what_waits_behind_a_transform_that_hangs_is_a_dead_letter_that_names_it) {
  auto release = std::make_shared<std::latch>(1);
  auto begun = std::make_shared<std::latch>(1);
  RouteRunner runner(makeRoute("farm", {"slack"},
                               {step("first", pass), step("stuck",
                                                          [release, begun](const Event&, const auto&) {
                                                            begun->count_down();
                                                            release->wait();
                                                          })}),
                     300ms);
  const auto publish = [&runner](const std::string& id) {
    std::vector<Note> notes;
    const auto dead = runner.run({{0, std::make_shared<const Event>(makeEvent("A", id)), {}}}, notes);
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead.front().event->id, id);
    EXPECT_EQ(dead.front().deadReason, "transform stuck hangs; restart Herald or remove it from route farm");
  };
  {
    std::vector<std::jthread> publishers;
    publishers.emplace_back([&] { publish("hangs"); });
    begun->wait();
    for (const auto* id : {"b", "c", "d"}) publishers.emplace_back([&publish, id] { publish(id); });
  }
  EXPECT_THAT(hangingNames(), ElementsAre("transform stuck of route farm"));
  release->count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
}

TEST(RouteRunner, stores_nothing_of_a_wake_up_that_hung) {
  std::latch release(1);
  FakeTime time;
  const auto timed = timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto&) {
        EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
      },
      [&release](Timers&, const Timer& timer, const auto& emit) {
        emit(timer.event);
        release.wait();
      });
  RouteRunner runner(makeRoute("farm", {"slack"}, {timed}), 500ms);
  std::vector<Note> notes;
  runner.run({{0, std::make_shared<const Event>(makeEvent("A", "a")), {}}}, notes);
  const auto timer = storedTimer(notes.at(0), time);
  ASSERT_TRUE(timer);
  int stored = 0;
  const RouteRunner::Store store = [&stored](const auto&, const auto&) { ++stored; };
  EXPECT_FALSE(runner.wake(*timer, time.wallClock(), store));
  release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  EXPECT_EQ(stored, 0);
  EXPECT_TRUE(runner.wake(*timer, time.wallClock(), store)) << "the timer is still there";
  EXPECT_EQ(stored, 1);
}

/// A reload replaces a route while one of its transforms hangs.
TEST(RouteRunner, can_go_away_while_a_transform_hangs) {
  auto release = std::make_shared<std::latch>(1);
  auto state = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = state;
  {
    auto stuck = step("stuck", [release, state](const Event&, const auto&) { release->wait(); });
    state.reset();
    RouteRunner runner(makeRoute("farm", {"slack"}, {std::move(stuck)}), 100ms);
    BeforeAndAfter::publish(runner, "e");
  }
  EXPECT_FALSE(watched.expired()) << "the call still uses its instance";
  release->count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  while (!watched.expired()) std::this_thread::yield();
}

TEST(RouteRunner, after_a_reload_the_old_route_and_the_new_one_call_one_instance_in_turn) {
  std::atomic<int> inside = 0, most = 0;
  int calls = 0;  // unprotected on purpose
  BeforeAndAfter routes(step("shared", [&](const Event& event, const auto& emit) {
    most = std::max<int>(most, ++inside);
    ++calls;
    std::this_thread::yield();
    emit(event);
    --inside;
  }));
  std::latch start(2);
  std::vector<std::thread> publishers;
  for (auto* runner : {&routes.before, &routes.after}) {
    publishers.emplace_back([&start, runner] {
      start.arrive_and_wait();
      for (int i = 0; i < 500; ++i) BeforeAndAfter::publish(*runner, "e");
    });
  }
  for (auto& publisher : publishers) publisher.join();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(calls, 1000);
}

TEST(RouteRunner, after_a_reload_no_second_call_goes_into_an_instance_that_hangs) {
  auto release = std::make_shared<std::latch>(1);
  auto calls = std::make_shared<std::atomic<int>>(0);
  BeforeAndAfter routes(step("stuck",
                             [release, calls](const Event&, const auto&) {
                               ++*calls;
                               release->wait();
                             }),
                        100ms);
  for (auto* runner : {&routes.before, &routes.after}) {
    const auto dead = BeforeAndAfter::publish(*runner, "e");
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_THAT(dead.front().deadReason, HasSubstr("transform stuck hangs"));
  }
  EXPECT_EQ(*calls, 1);
  release->count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace herald::core
