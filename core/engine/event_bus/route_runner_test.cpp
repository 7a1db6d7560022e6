// SPDX-License-Identifier: Apache-2.0
#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Logger.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <thread>
#include <utility>

#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/route_runner.h"
#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/testing/enough_time.h"
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

/// Lets transforms hang until it ends; then none hangs any more. What they use has to live longer. On a busy machine, a
/// limit may be over before a call has begun.
class Hang {
 public:
  ~Hang() { release(); }
  void wait() {
    ++calls_;
    release_.wait();
  }
  FunctionTransform::Function call() {
    return [this](const Event&, const auto&) { wait(); };
  }

  /// Returns when no call hangs.
  void release() {
    if (!std::exchange(isReleased_, true)) release_.count_down();
    while (hangingCalls() != 0) std::this_thread::yield();
  }

  int calls() const { return calls_; }

 private:
  std::latch release_{1};
  std::atomic<int> calls_ = 0;
  bool isReleased_ = false;
};

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
  EXPECT_TRUE(test::hasEnoughTime(100ms, [](Millis limit) {
    FakeTime time;
    MemoryOutbox outbox;
    std::latch late(1);
    Hang hang;
    EventBus bus(
        outbox, time, [](const auto&) {}, limit);
    const auto hanging = step("stuck", [&](const Event& event, const auto& emit) {
      if (event.id == "b") hang.wait();
      emit(event);
      if (event.id == "b") late.count_down();
    });
    const auto stuck = makeRoute("stuck", {"slack"}, {hanging});
    bus.setRoutes({stuck, makeRoute("plain", {"mail"})});
    std::vector<Event> events{makeEvent("A", "b"), makeEvent("A", "c")};
    bus.publish({"mk3", "", {}}, events);
    if (hang.calls() == 0) return false;
    EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("b", "c"));
    events = {makeEvent("A", "d")};
    bus.publish({"mk3", "", {}}, events);
    EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("b", "c", "d"));
    EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty());
    const auto dead = outbox.deadLetters().list({.sink = "slack"}, 0, 1000);
    EXPECT_EQ(dead.size(), 3u);
    for (const auto& letter : dead) EXPECT_THAT(letter.ending.reason, HasSubstr("transform stuck hangs"));

    hang.release();
    late.wait();
    EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty()) << "what it did too late is ignored";
    return true;
  }));
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
  EXPECT_TRUE(test::hasEnoughTime(100ms, [](Millis limit) {
    Hang hang;
    RouteRunner runner(makeRoute("farm", {"slack"}, {step("first", pass), step("stuck", hang.call())}), limit);
    const auto publish = [&runner](const std::string& id) {
      return std::async(std::launch::async, [&runner, id] {
        std::vector<std::string> dead;
        for (const auto& one : BeforeAndAfter::publish(runner, id))
          dead.push_back(one.event->id + ": " + one.deadReason);
        return dead;
      });
    };
    auto first = publish("hangs");
    while (hang.calls() == 0 && first.wait_for(0s) != std::future_status::ready) std::this_thread::yield();
    if (hang.calls() == 0) return false;
    auto b = publish("b"), c = publish("c"), d = publish("d");
    const std::string reason = ": transform stuck hangs; restart Herald or remove it from route farm";
    EXPECT_THAT(first.get(), ElementsAre("hangs" + reason));
    EXPECT_THAT(b.get(), ElementsAre("b" + reason));
    EXPECT_THAT(c.get(), ElementsAre("c" + reason));
    EXPECT_THAT(d.get(), ElementsAre("d" + reason));
    EXPECT_THAT(hangingNames(), ElementsAre("transform stuck of route farm"));
    return true;
  }));
}

TEST(RouteRunner, stores_nothing_of_a_wake_up_that_hung) {
  EXPECT_TRUE(test::hasEnoughTime(100ms, [](Millis limit) {
    FakeTime time;
    Hang hang;
    const auto timed = timedStep(
        "t", time,
        [](Timers& timers, const Event& event, const auto&) {
          EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
        },
        [&hang](Timers&, const Timer& timer, const auto& emit) {
          emit(timer.event);
          hang.wait();
        });
    RouteRunner runner(makeRoute("farm", {"slack"}, {timed}), limit);
    std::vector<Note> notes;
    if (!runner.run({{0, std::make_shared<const Event>(makeEvent("A", "a")), {}}}, notes).empty()) return false;
    const auto timer = storedTimer(notes.at(0), time);
    int stored = 0;
    const RouteRunner::Store store = [&stored](const auto&, const auto&) { ++stored; };
    EXPECT_FALSE(runner.wake(timer.value(), time.wallClock(), store));
    if (hang.calls() == 0) return false;
    hang.release();
    EXPECT_EQ(stored, 0);
    if (!runner.wake(timer.value(), time.wallClock(), store)) return false;
    EXPECT_EQ(stored, 1) << "the timer is still there";
    return true;
  }));
}

/// A reload replaces a route while one of its transforms hangs.
TEST(RouteRunner, can_go_away_while_a_transform_hangs) {
  EXPECT_TRUE(test::hasEnoughTime(100ms, [](Millis limit) {
    Hang hang;
    auto state = std::make_shared<int>(0);
    const std::weak_ptr<int> watched = state;
    {
      auto stuck = step("stuck", [&hang, state](const Event&, const auto&) { hang.wait(); });
      state.reset();
      RouteRunner runner(makeRoute("farm", {"slack"}, {std::move(stuck)}), limit);
      BeforeAndAfter::publish(runner, "e");
    }
    if (hang.calls() == 0) return false;
    EXPECT_FALSE(watched.expired()) << "the call still uses its instance";
    hang.release();
    while (!watched.expired()) std::this_thread::yield();
    return true;
  }));
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
  EXPECT_TRUE(test::hasEnoughTime(100ms, [](Millis limit) {
    Hang hang;
    BeforeAndAfter routes(step("stuck", hang.call()), limit);
    auto dead = BeforeAndAfter::publish(routes.before, "e");
    if (hang.calls() == 0) return false;
    for (auto& one : BeforeAndAfter::publish(routes.after, "e")) dead.push_back(std::move(one));
    EXPECT_EQ(dead.size(), 2u);
    for (const auto& one : dead) EXPECT_THAT(one.deadReason, HasSubstr("transform stuck hangs"));
    EXPECT_EQ(hang.calls(), 1);
    return true;
  }));
}

}  // namespace
}  // namespace herald::core
