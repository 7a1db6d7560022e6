// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <memory>
#include <set>
#include <thread>

#include "engine/dispatch/testing/slow_outbox.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kNever = Clock::time_point::max();

/// Sets a timer for each event "Set", an hour from then, and cancels it at "Cancel". Every event passes. When it is
/// woken, it emits the kept event anew.
TransformStep again(const std::string& name, const TimeSource& time) {
  return timedStep(
      name, time,
      [](Timers& timers, const Event& event, const auto& emit) {
        if (event.type == "Set") {
          EXPECT_TRUE(timers.set({event.device, "t", event}, 1h));
        }
        if (event.type == "Cancel") timers.cancel(event.device, "t");
        emit(event);
      },
      [](Timers&, const Timer& timer, const auto& emit) {
        auto event = timer.event;
        event.id.clear();
        emit(event);
      });
}

TEST(WokenTransform, holds_up_no_publisher_while_the_disk_takes_what_it_emits) {
  FakeTime time;
  SlowOutbox outbox;
  EventBus bus(outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("farm", {"slack"}, {again("again", time)})});
  std::vector<Event> events{makeEvent("Set", "1")};
  bus.publish({"mk3", "mk3", {}}, events);
  time.advance(1h);
  outbox.hangFlush();
  std::thread waker([&bus] { bus.wakeTransforms(); });
  outbox.awaitBlocked();
  events = {makeEvent("Other", "2")};
  bus.publish({"mk3", "mk3", {}}, events);  // passes the same route
  outbox.release();
  waker.join();
  const auto all = outbox.waiting("slack", 0, 10);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].event->type, "Set");
  EXPECT_EQ(all[2].event->id, "2");
}

TEST(WokenTransform, may_get_a_new_timer_while_the_disk_takes_the_end_of_the_old_one) {
  FakeTime time;
  SlowOutbox outbox;
  EventBus bus(outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("farm", {"slack"}, {again("again", time)})});
  std::vector<Event> events{makeEvent("Set", "1")};
  bus.publish({"mk3", "mk3", {}}, events);
  time.advance(1h);
  outbox.hangFlush();
  std::thread waker([&bus] { bus.wakeTransforms(); });
  outbox.awaitBlocked();
  time.advance(1ms);
  events = {makeEvent("Set", "2")};
  bus.publish({"mk3", "mk3", {}}, events);
  outbox.release();
  waker.join();
  EXPECT_EQ(outbox.waiting("slack", 0, 10).size(), 3u);
  time.advance(1h);
  bus.wakeTransforms();
  EXPECT_EQ(outbox.waiting("slack", 0, 10).size(), 4u);
}

class TimerTest : public ::testing::TestWithParam<RoomyOutbox::Kind> {
 protected:
  void route(std::vector<TransformStep> steps) { bus->setRoutes({makeRoute("farm", {"slack"}, std::move(steps))}); }
  void publish(const std::string& type, const std::string& id, const std::string& device = "mk3") {
    auto event = makeEvent(type, id);
    event.device = device;
    bus->publish(origin, std::span(&event, 1));
  }
  std::vector<std::string> ids() const { return waitingIds(outbox, "slack"); }

  FakeTime time{};
  const RoomyOutbox roomy{GetParam(), time};
  Outbox& outbox = *roomy;
  const Origin origin{"mk3", "mk3", {}};
  Mutex mutex{};  // several threads may call the bus back
  std::vector<std::set<std::string>> woken{};
  std::vector<Clock::time_point> expected{};
  std::unique_ptr<EventBus> bus = std::make_unique<EventBus>(
      outbox, time, [this](const std::set<std::string>& sinks) { add(woken, sinks); }, EventBus::kTransformLimit,
      [this](Clock::time_point when) { add(expected, when); });

 private:
  template <typename Value>
  void add(std::vector<Value>& to, const Value& value) {
    const MutexLock lock(mutex);
    to.push_back(value);
  }
};

INSTANTIATE_TEST_SUITE_P(All, TimerTest, ::testing::Values(RoomyOutbox::Kind::Memory, RoomyOutbox::Kind::Disk),
                         [](const auto& one) { return RoomyOutbox::nameOf(one.param); });

TEST_P(TimerTest, wakes_a_transform_when_its_time_has_come_without_another_event) {
  route({again("again", time)});
  publish("Set", "e");
  EXPECT_EQ(expected.back(), time.now() + 1h);
  time.advance(59min);
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 1min);
  EXPECT_THAT(ids(), ElementsAre("e"));
  time.advance(1min);
  woken.clear();
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  ASSERT_EQ(ids().size(), 2u);
  EXPECT_EQ(ids().at(1).size(), 36u);
  EXPECT_THAT(woken, ElementsAre(std::set<std::string>{"slack"}));
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
  const auto event = outbox.waiting("slack", 0, 10).at(1).event;
  EXPECT_EQ(event->type, "Set");
  EXPECT_EQ(event->device, "mk3");
  EXPECT_EQ(event->source, "mk3");
}

TEST_P(TimerTest, a_cancelled_timer_wakes_nobody) {
  route({again("again", time)});
  publish("Set", "e");
  publish("Cancel", "c");
  EXPECT_THAT(bus->timers(), IsEmpty());
  time.advance(2h);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_THAT(ids(), ElementsAre("e", "c"));
}

TEST_P(TimerTest, of_a_batch_the_last_word_counts) {
  route({again("again", time)});
  std::vector<Event> events{makeEvent("Set", "1"), makeEvent("Cancel", "2")};
  bus->publish(origin, events);
  EXPECT_THAT(bus->timers(), IsEmpty());
  events = {makeEvent("Cancel", "3"), makeEvent("Set", "4"), makeEvent("Set", "5")};
  bus->publish(origin, events);
  EXPECT_EQ(bus->timers().at("again").waiting, 1u);
  time.advance(1h);
  bus->wakeTransforms();
  EXPECT_EQ(ids().size(), 6u);
}

TEST_P(TimerTest, wakes_in_the_order_of_time_through_the_transforms_behind) {
  const auto mark = [](const std::string& with) {
    return step("mark", [with](const Event& event, const auto& emit) {
      auto marked = event;
      marked.subject += with;
      emit(marked);
    });
  };
  route({mark("before "), again("again", time), mark("behind ")});
  publish("Set", "1", "z");
  time.advance(1min);
  publish("Set", "2", "a");
  time.advance(1min);
  publish("Set", "3", "m");
  time.advance(3h);
  bus->wakeTransforms();
  const auto all = outbox.waiting("slack", 0, 10);
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[3].event->subject, "before behind ");
  EXPECT_THAT((std::vector{all[3].event->device, all[4].event->device, all[5].event->device}),
              ElementsAre("z", "a", "m"));
}

TEST_P(TimerTest, one_that_is_set_while_it_is_woken_comes_again_and_no_oftener) {
  int wakes = 0;
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event&, const auto&) {
        EXPECT_TRUE(timers.set({"mk3", "t", {}}, 10min));
      },
      [&](Timers& timers, const Timer& timer, const auto&) {
        if (++wakes < 3) {
          EXPECT_TRUE(timers.set(timer, 10min));
        }
      })});
  publish("A", "a");
  time.advance(3h);
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 10min) << "what was missed comes once";
  time.advance(10min);
  bus->wakeTransforms();
  time.advance(10min);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_EQ(wakes, 3);
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_P(TimerTest, a_kept_event_that_goes_on_keeps_its_id_and_others_get_ids_of_the_timer) {
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto&) {
        EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
      },
      [](Timers&, const Timer& timer, const auto& emit) {
        emit(timer.event);
        for (int i = 0; i < 2; ++i) {
          auto made = timer.event;
          made.id.clear();
          emit(made);
        }
        emit(timer.event);
      })});
  publish("A", "a");
  time.advance(1h);
  bus->wakeTransforms();
  const auto all = ids();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0], "a");
  EXPECT_EQ(all[2], all[1] + "-2");
  EXPECT_EQ(all[3], "a-2");
}

TEST_P(TimerTest, a_restart_wakes_what_was_due_once_with_the_same_id) {
  route({again("again", time)});
  publish("Set", "e");
  const auto note = outbox.notes(kTimerOwner).at(0);
  const auto id = storedTimer(*note, time)->id;
  const auto restart = [&] {
    bus = std::make_unique<EventBus>(outbox, time, [](const auto&) {});
    route({again("again", time)});
  };
  restart();
  time.advance(2h);
  bus->wakeTransforms();
  EXPECT_THAT(ids(), ElementsAre("e", id));
  restart();
  time.advance(2h);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_EQ(ids().size(), 2u);
}

TEST_P(TimerTest, a_new_instance_of_the_place_inherits_the_timers_and_another_type_does_not) {
  route({again("again", time)});
  publish("Set", "e");
  route({again("again", time)});
  EXPECT_EQ(bus->timers().at("again").waiting, 1u);
  publish("Cancel", "c");
  EXPECT_THAT(bus->timers(), IsEmpty());
  publish("Set", "e2");
  auto other = again("again", time);
  other.timers = std::make_shared<TimerBook>("again", "other type", time);
  dynamic_cast<TimedTransform&>(*other.transform).useTimers(*other.timers);
  route({other});
  EXPECT_THAT(bus->timers(), IsEmpty());
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
}

TEST_P(TimerTest, the_timers_of_a_transform_that_is_gone_end) {
  route({again("again", time)});
  publish("Set", "e");
  route({});
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
  route({again("again", time)});
  time.advance(2h);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_THAT(ids(), ElementsAre("e"));
}

TEST_P(TimerTest, a_transform_that_throws_makes_the_kept_event_a_dead_letter) {
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto&) {
        EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
      },
      [](Timers&, const Timer& timer, const auto& emit) {
        emit(timer.event);
        throw std::runtime_error("no such field");
      })});
  publish("A", "a");
  time.advance(1h);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_THAT(ids(), IsEmpty());
  const auto dead = outbox.deadLetters().list({.sink = "slack"}, 0, 10);
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].event->id, "a");
  EXPECT_THAT(dead[0].ending.reason, HasSubstr("transform t failed when its timer woke it: no such field"));
}

TEST_P(TimerTest, a_sink_never_gets_a_timer_of_an_event_about_itself) {
  auto farm = makeRoute("farm", {"slack", "mail"}, {again("again", time)});
  bus->setRoutes({farm});
  auto event = makeEvent("Set");
  bus->publish(ownOrigin("slack", {}, "slack"), std::span(&event, 1));
  time.advance(1h);
  bus->wakeTransforms();
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_EQ(waitingIds(outbox, "mail").size(), 2u);
}

TEST_P(TimerTest, no_time_is_lost_while_the_clock_is_wrong) {
  time.setWallClock(time.wallClock(), false);
  route({again("again", time)});
  publish("Set", "e");
  time.advance(50min);
  bus->noteTimers();
  time.setWallClock(time.wallClock() - 24h * 365, false);  // another boot
  bus = std::make_unique<EventBus>(outbox, time, [](const auto&) {});
  route({again("again", time)});
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 10min);
}

TEST_P(TimerTest, the_time_that_is_left_is_written_each_hour_and_nothing_comes_back) {
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto&) {
        if (event.type == "Set") {
          EXPECT_TRUE(timers.set({"mk3", "t", event}, 5h));
        }
        if (event.type == "Cancel") timers.cancel("mk3", "t");
      },
      [](Timers&, const Timer&, const auto&) {})});
  publish("Set", "e");
  const auto value = [&] { return outbox.notes(kTimerOwner).at(0)->value; };
  const auto first = value();
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 1h);
  EXPECT_EQ(value(), first);
  time.advance(1h);
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 1h);
  EXPECT_NE(value(), first);
  publish("Cancel", "c");
  bus->noteTimers();
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
}

/// The transform has seen the event that cancels the timer. The event waits for room, while the notes are written anew.
TEST(TimerOfFullSink, what_is_cancelled_does_not_come_back) {
  FakeTime time;
  MemoryOutbox outbox{1};
  std::latch cancelled(1);
  EventBus bus(outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("farm", {"slack"},
                           {timedStep(
                               "t", time,
                               [&](Timers& timers, const Event& event, const auto& emit) {
                                 if (event.type == "Set") {
                                   EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
                                 }
                                 emit(event);
                                 if (timers.names("mk3").empty() || event.type != "Cancel") return;
                                 timers.cancel("mk3", "t");
                                 cancelled.count_down();
                               },
                               [](Timers&, const Timer&, const auto&) {})})});
  auto event = makeEvent("Set", "1");
  bus.publish({"mk3", "mk3", {}}, std::span(&event, 1));
  std::thread publisher([&] {
    auto cancel = makeEvent("Cancel", "2");
    EXPECT_TRUE(bus.publishWhenRoom({"mk3", "mk3", {}}, std::span(&cancel, 1), {}, {}));
  });
  cancelled.wait();
  time.advance(1s);
  bus.noteTimers();
  time.advance(2h);
  EXPECT_EQ(bus.wakeTransforms(), kNever);
  const auto waiting = outbox.waiting("slack", 0, 1).at(0);
  EXPECT_TRUE(outbox.claim(waiting));
  outbox.delivered(waiting);
  publisher.join();
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
}

TEST(TimerOfFullSink, drops_by_the_rule_and_waits_for_nothing) {
  FakeTime time;
  MemoryOutbox outbox{1};
  EventBus bus(outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("farm", {"slack"}, {again("again", time)})});
  auto event = makeEvent("Set", "first");
  event.category = Category::Progress;
  bus.publish({"mk3", "mk3", {}}, std::span(&event, 1));
  event = makeEvent("Other", "second");
  bus.publish({"mk3", "mk3", {}}, std::span(&event, 1));
  time.advance(1h);
  EXPECT_EQ(bus.wakeTransforms(), kNever);
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("second"));
  EXPECT_EQ(outbox.counts("slack").dropped.at("queue full: progress"), 2u);
}

TEST(TimerOfNewInstance, is_inherited_before_it_sees_an_event) {
  FakeTime time;
  MemoryOutbox outbox{100000};
  EventBus bus(outbox, time, [](const auto&) {});
  std::latch held(1), release(1);
  std::atomic<bool> isNew{false};
  const auto publish = [&](const std::string& type) {
    auto event = makeEvent(type);
    bus.publish({"mk3", "mk3", {}}, std::span(&event, 1));
  };
  const auto farm = [&] { return makeRoute("farm", {"slack"}, {again("again", time)}); };
  const auto slow = makeRoute("slow", {}, {step("slow", [&](const Event&, const auto&) {
                                held.count_down();
                                release.wait();
                              })});
  slow->events = {"Slow"};
  bus.setRoutes({farm(), slow});
  publish("Set");
  std::thread publisher([&] { publish("Slow"); });
  held.wait();
  std::thread reloader([&] {
    bus.setRoutes({farm(), makeRoute("probe", {}, {step("probe", [&](const auto&...) { isNew = true; })})});
  });
  while (!isNew) publish("Probe");
  publish("Cancel");
  release.count_down();
  publisher.join();
  reloader.join();
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
  EXPECT_THAT(bus.timers(), IsEmpty());
}

/// What a process that starts now would find on disk. Nothing is written in the background, because the time stands.
std::unique_ptr<Outbox> afterAKill(const std::filesystem::path& folder, const std::string& copy, FakeTime& time) {
  std::filesystem::create_directory(folder / copy);
  for (const auto* name : {"outbox.db", "outbox.db-wal"}) {
    std::filesystem::copy(folder / name, folder / copy / name);
  }
  return openDisk(folder / copy, time);
}

TEST(TimerOnDisk, a_kill_loses_nothing_that_a_transform_holds_back_and_repeats_nothing_that_it_has_emitted) {
  const testing::TemporaryFolder folder;
  FakeTime time;
  const auto outbox = openDisk(folder.path(), time);
  EventBus bus(*outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("farm", {"slack"},
                           {timedStep(
                               "t", time,
                               [](Timers& timers, const Event& event, const auto&) {
                                 EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
                               },
                               [](Timers&, const Timer& timer, const auto& emit) { emit(timer.event); })})});
  auto event = makeEvent("A", "a");
  bus.publish({"mk3", "mk3", {}}, std::span(&event, 1));
  const auto before = afterAKill(folder.path(), "before", time);
  EXPECT_EQ(before->notes(kTimerOwner).size(), 1u);
  EXPECT_THAT(waitingIds(*before, "slack"), IsEmpty());
  time.advance(1h);
  bus.wakeTransforms();
  const auto after = afterAKill(folder.path(), "after", time);
  EXPECT_THAT(after->notes(kTimerOwner), IsEmpty());
  EXPECT_THAT(waitingIds(*after, "slack"), ElementsAre("a"));
}

TEST_P(TimerTest, a_preview_shows_what_the_timers_would_send_and_stores_nothing) {
  route({again("again", time)});
  const auto deliveries = bus->preview(origin, makeEvent("Set", "e"));
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[0].event->id, "e");
  EXPECT_NE(deliveries[1].event->id, "e");
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_THAT(outbox.notes(kTimerOwner), IsEmpty());
}

TEST_P(TimerTest, a_transform_that_hangs_keeps_its_timer) {
  std::latch called(1), release(1);
  std::atomic<int> wakes{0};
  bus = std::make_unique<EventBus>(
      outbox, time, [](const auto&) {}, Millis(5000));  // of the machine's clock: enough for the calls that return
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto&) {
        EXPECT_TRUE(timers.set({"mk3", "t", event}, 1h));
      },
      [&](Timers&, const Timer& timer, const auto& emit) {
        if (++wakes == 1) release.wait();
        emit(timer.event);
      })});
  publish("A", "a");
  time.advance(1h);
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 10s);
  time.advance(10s);
  EXPECT_EQ(bus->wakeTransforms(), time.now() + 10s) << "it still hangs";
  release.count_down();
  while (hangingCalls() > 0) std::this_thread::yield();
  time.advance(10s);
  EXPECT_EQ(bus->wakeTransforms(), kNever);
  EXPECT_EQ(wakes, 2);
  EXPECT_THAT(ids(), ElementsAre("a"));
}

/// Publishers and wake-ups of one device never overtake each other: a reminder is never behind the event that ends it.
TEST_P(TimerTest, nothing_overtakes_what_a_timer_has_emitted) {
  route({timedStep(
      "t", time,
      [](Timers& timers, const Event& event, const auto& emit) {
        if (event.type == "Set") {
          EXPECT_TRUE(timers.set({"mk3", "t", event}, 100ms));
        }
        if (event.type == "Cancel") timers.cancel("mk3", "t");
        emit(event);
      },
      [](Timers&, const Timer&, const auto& emit) { emit({.type = "Woken"}); })});
  std::atomic<bool> done{false};
  std::thread waker([&] {
    while (!done) {
      time.advance(100ms);
      bus->wakeTransforms();
    }
  });
  for (int i = 0; i < 200; ++i) {
    publish("Set", "s" + std::to_string(i));
    publish("Cancel", "c" + std::to_string(i));
  }
  done = true;
  waker.join();
  bool set = false;
  for (const auto& delivery : outbox.waiting("slack", 0, 100000)) {
    const auto& type = delivery.event->type;
    if (type == "Woken") {
      EXPECT_TRUE(set) << "it is behind the event that cancels it";
    }
    set = type == "Set" || (set && type == "Woken");
  }
}

}  // namespace
}  // namespace herald::core
