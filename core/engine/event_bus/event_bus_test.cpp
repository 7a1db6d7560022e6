// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/event_bus.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "engine/event_bus/testing/scripted_transform.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EventBusTest : public ::testing::Test {
 protected:
  void publish(std::vector<Event> events) { bus.publish(origin, events); }

  std::string refusal(Event event) {
    try {
      publish({makeEvent("Fine"), std::move(event)});
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  }

  std::vector<Category> categories(const std::string& sink) {
    std::vector<Category> found;
    for (const auto& delivery : outbox.waiting(sink, 0, 9)) found.push_back(delivery.event->category);
    return found;
  }

  FakeTime time{};
  MemoryOutbox outbox{100000};
  std::vector<std::set<std::string>> woken{};
  EventBus bus{outbox, time, [this](const std::set<std::string>& sinks) { woken.push_back(sinks); }};
  Origin origin{"mk3", "Prusa MK3", {}};
};

TEST_F(EventBusTest, fills_what_the_source_left_empty) {
  bus.setRoutes({makeRoute("all", {"slack"})});
  publish({makeEvent("PrintDone")});
  const auto event = outbox.waiting("slack", 0, 1).at(0).event;
  EXPECT_EQ(event->id.size(), 36u);
  EXPECT_EQ(event->source, "mk3");
  EXPECT_EQ(event->device, "Prusa MK3");
  EXPECT_EQ(event->time, time.wallClock());
}

TEST_F(EventBusTest, an_event_of_a_known_type_has_the_category_of_its_type) {
  bus.setRoutes({makeRoute("all", {"slack"})});
  publish({{.type = "PrintDone"}, {.type = "PrintProgress"}, {.type = "Custom"}});
  publish({{.type = "PrintDone", .category = Category::Error}});
  EXPECT_THAT(categories("slack"),
              ElementsAre(Category::Lifecycle, Category::Progress, Category::Other, Category::Error));
}

TEST_F(EventBusTest, an_event_of_a_known_type_that_a_transform_makes_has_its_category_too) {
  const auto replace = [](const Event&, const auto& emit) { emit({.type = "PrintDone"}); };
  bus.setRoutes({makeRoute("all", {"slack"}, {step("replace", replace)})});
  publish({{.type = "Custom"}});
  EXPECT_THAT(categories("slack"), ElementsAre(Category::Lifecycle));
}

TEST_F(EventBusTest, keeps_what_the_source_said) {
  bus.setRoutes({makeRoute("all", {"slack"})});
  auto original = makeEvent("PrintDone", "mine");
  original.source = "gateway";
  original.device = "left";
  original.time = time.wallClock() - 1h;
  publish({original});
  const auto event = outbox.waiting("slack", 0, 1).at(0).event;
  EXPECT_EQ(event->id, "mine");
  EXPECT_EQ(event->source, "gateway");
  EXPECT_EQ(event->device, "left");
  EXPECT_EQ(event->time, original.time);
}

TEST_F(EventBusTest, knows_each_device_by_its_accepted_events) {
  auto event = makeEvent("PrintStarted");
  event.context = R"({"state": {"text": "Printing"}})";
  bus.preview(origin, event);
  EXPECT_TRUE(bus.devices().empty());
  publish({event});
  EXPECT_EQ(bus.devices().at("Prusa MK3").state, "Printing");
  event.device = "left";
  EXPECT_TRUE(bus.tryPublish(origin, std::span(&event, 1)));
  EXPECT_EQ(bus.devices().at("left").event, "PrintStarted");
}

TEST_F(EventBusTest, without_a_device_of_the_origin_it_is_the_source) {
  bus.setRoutes({makeRoute("all", {"slack"})});
  origin.device.clear();
  publish({makeEvent("PrintDone")});
  EXPECT_EQ(outbox.waiting("slack", 0, 1).at(0).event->device, "mk3");
}

TEST_F(EventBusTest, refuses_a_whole_publication_for_one_bad_event) {
  bus.setRoutes({makeRoute("all", {"slack"})});
  EXPECT_EQ(refusal(makeEvent("")), "an event has no type: set its type");
  auto event = makeEvent("PrintDone");
  event.payload = "[1]";
  EXPECT_EQ(refusal(event), "the payload of PrintDone is not a JSON object");
  event.payload = "{\"a\": }";
  EXPECT_THAT(refusal(event), HasSubstr("the payload of PrintDone is not a JSON object: "));
  event.payload = "{}";
  event.context = "";
  EXPECT_THAT(refusal(event), HasSubstr("the context of PrintDone is not a JSON object"));
  EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty());
}

TEST_F(EventBusTest, one_delivery_for_each_event_and_sink_in_the_order_of_publication) {
  const auto onlyB = makeRoute("b", {"slack"});
  onlyB->events = {"B"};
  bus.setRoutes({onlyB, makeRoute("all", {"slack", "mail", "slack"})});
  publish({makeEvent("A", "1"), makeEvent("B", "2"), makeEvent("A", "3")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("1", "2", "3"));
}

TEST_F(EventBusTest, one_store_and_one_wake_for_a_publication) {
  bus.setRoutes({makeRoute("all", {"slack", "mail"})});
  publish({makeEvent("A"), makeEvent("B")});
  EXPECT_THAT(woken, ElementsAre(std::set<std::string>{"mail", "slack"}));
}

TEST_F(EventBusTest, asks_for_pictures_before_it_stores_and_holds_them_until_then) {
  std::vector<std::string> asked;
  std::weak_ptr<const int> held;
  std::size_t stored = 0;
  const auto expect = [&](const std::vector<Delivery>& deliveries, const std::string& source) {
    for (const auto& delivery : deliveries) asked.push_back(source + " " + delivery.event->id + " " + delivery.sink);
    EXPECT_EQ(outbox.lastSequence(), stored);
    stored += deliveries.size();
    const auto result = std::make_shared<const int>(1);
    held = result;
    return result;
  };
  const auto wake = [&](const std::set<std::string>&) { EXPECT_FALSE(held.expired()); };
  EventBus asking(outbox, time, wake, EventBus::kTransformLimit, {}, expect);
  const auto split = [](const Event& event, const auto& emit) {
    emit(event);
    emit({.type = "Again"});
  };
  asking.setRoutes({makeRoute("all", {"slack"}, {step("split", split)})});
  auto event = makeEvent("PrintDone", "a");
  asking.publish(origin, std::span(&event, 1));
  event = makeEvent("PrintDone", "b");
  EXPECT_TRUE(asking.publishWhenRoom(origin, std::span(&event, 1), {}, {}));
  event = makeEvent("PrintDone", "c");
  EXPECT_TRUE(asking.tryPublish(origin, std::span(&event, 1)));
  EXPECT_THAT(asked, ElementsAre("mk3 a slack", "mk3 a-2 slack", "mk3 b slack", "mk3 b-2 slack", "mk3 c slack",
                                 "mk3 c-2 slack"));
  EXPECT_TRUE(held.expired());
  event = makeEvent("PrintDone", "d");
  asking.preview(origin, event);
  EXPECT_EQ(asked.size(), 6u) << "a preview stores nothing";
}

TEST_F(EventBusTest, an_event_that_no_route_wants_is_accepted_and_gone) {
  const auto route = makeRoute("voron", {"slack"});
  route->from = {"voron"};
  bus.setRoutes({route});
  publish({makeEvent("A")});
  EXPECT_THAT(woken, IsEmpty());
}

TEST_F(EventBusTest, a_refused_event_has_not_been_through_a_transform) {
  MemoryOutbox small(1);
  EventBus narrow(small, time, [](const auto&) {});
  int seen = 0;
  narrow.setRoutes({makeRoute("all", {"slack"}, {step("count", [&](const Event& event, const auto& emit) {
                                ++seen;
                                emit(event);
                              })})});
  std::vector<Event> events{makeEvent("A", "1")};
  EXPECT_TRUE(narrow.tryPublish(origin, events));
  events = {makeEvent("A", "2")};
  EXPECT_FALSE(narrow.tryPublish(origin, events));
  EXPECT_EQ(seen, 1);
  EXPECT_THAT(waitingIds(small, "slack"), ElementsAre("1"));
}

TEST_F(EventBusTest, a_source_that_floods_is_refused_and_another_gets_in) {
  const auto pass = step("pass", [](const Event& event, const auto& emit) { emit(event); });
  for (const bool transformed : {false, true}) {
    MemoryOutbox small(4);
    EventBus narrow(small, time, [](const auto&) {});
    narrow.setRoutes({makeRoute("all", {"slack"}, transformed ? std::vector{pass} : std::vector<TransformStep>{})});
    const auto offer = [&](const std::string& source, const std::string& id) {
      std::vector<Event> events{makeEvent("A", id)};
      return narrow.tryPublish({source, source, {}}, events);
    };
    for (const auto* id : {"1", "2", "3", "4"}) EXPECT_TRUE(offer("flood", id));
    EXPECT_FALSE(offer("flood", "5"));
    EXPECT_TRUE(offer("other", "6"));
    EXPECT_FALSE(offer("flood", "7"));
    EXPECT_THAT(waitingIds(small, "slack"), ElementsAre("2", "3", "4", "6"));
  }
}

/// Offers one event after the other from several threads, and says how many were taken.
std::size_t offerFromThreads(EventBus& bus, const Origin& origin) {
  constexpr int kThreads = 8, kEvents = 200;
  std::atomic<std::size_t> taken = 0;
  std::latch all(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      all.arrive_and_wait();
      for (int i = 0; i < kEvents; ++i) {
        std::vector<Event> events{makeEvent("A")};
        taken += bus.tryPublish(origin, events);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return taken;
}

TEST_F(EventBusTest, of_many_who_ask_for_the_last_place_one_has_it_whatever_other_routes_do) {
  const auto other =
      makeRoute("other", {"mail"}, {step("pass", [](const Event& event, const auto& emit) { emit(event); })});
  other->events = {"B"};
  for (int round = 0; round < 20; ++round) {
    MemoryOutbox small(100);
    EventBus narrow(small, time, [](const auto&) {});
    narrow.setRoutes({makeRoute("all", {"slack"}), other});
    EXPECT_EQ(offerFromThreads(narrow, origin), 100u);
    EXPECT_THAT(small.counts("slack").dropped, IsEmpty());
  }
}

/// Two sinks with room for two deliveries each, and one of them full.
class OneFullSink : public EventBusTest {
 protected:
  OneFullSink() {
    bus_.setRoutes({makeRoute("all", {"dead", "good"})});
    offer("1");
    offer("2");
    for (const auto& delivery : outbox_.waiting("good", 0, 10)) outbox_.delivered(delivery);
  }

  bool offer(const std::string& id, WhenFull whenFull = WhenFull::Drop) {
    std::vector<Event> events{makeEvent("A", id)};
    return bus_.tryPublish(origin, events, {{"source.mk3", "told", id}}, whenFull);
  }

  MemoryOutbox outbox_{2};
  EventBus bus_{outbox_, time, [](const auto&) {}};
};

TEST_F(OneFullSink, drops_its_own_and_the_other_goes_on) {
  EXPECT_TRUE(offer("3"));
  EXPECT_THAT(waitingIds(outbox_, "good"), ElementsAre("3"));
  EXPECT_THAT(waitingIds(outbox_, "dead"), ElementsAre("2", "3"));
  EXPECT_THAT(outbox_.counts("dead").dropped, ElementsAre(std::pair("queue full: lifecycle", 1u)));
  EXPECT_EQ(outbox_.note("source.mk3", "told"), "3");
}

TEST_F(OneFullSink, refuses_for_a_source_that_would_wait) {
  EXPECT_FALSE(offer("3", WhenFull::Wait));
  EXPECT_THAT(waitingIds(outbox_, "good"), IsEmpty());
  EXPECT_THAT(waitingIds(outbox_, "dead"), ElementsAre("1", "2"));
}

TEST_F(OneFullSink, refuses_for_all_when_the_other_is_full_too) {
  EXPECT_TRUE(offer("3"));
  EXPECT_TRUE(offer("4"));
  EXPECT_FALSE(offer("5"));
  EXPECT_THAT(waitingIds(outbox_, "good"), ElementsAre("3", "4"));
  EXPECT_THAT(outbox_.counts("good").dropped, IsEmpty());
  EXPECT_THAT(waitingIds(outbox_, "dead"), ElementsAre("3", "4"));
  EXPECT_EQ(outbox_.note("source.mk3", "told"), "4");
}

/// While its event is in the transform, another publisher takes the only place of the sink.
class LastPlaceIsTaken : public EventBusTest {
 protected:
  LastPlaceIsTaken() {
    const auto slow = makeRoute("slow", {"slack"}, {step("slow", [this](const Event& event, const auto& emit) {
                                  std::vector<Event> other{makeEvent("B", "other")};
                                  bus_.publish(origin, other);
                                  taken_.count_down();
                                  emit(event);
                                })});
    slow->events = {"A"};
    const auto quick = makeRoute("quick", {"slack"});
    quick->events = {"B"};
    bus_.setRoutes({slow, quick});
  }

  MemoryOutbox outbox_{1};
  EventBus bus_{outbox_, time, [](const auto&) {}};
  std::latch taken_{1};
};

TEST_F(LastPlaceIsTaken, and_the_sink_drops_by_its_rule) {
  std::vector<Event> events{makeEvent("A", "mine")};
  EXPECT_TRUE(bus_.tryPublish(origin, events));
  EXPECT_THAT(waitingIds(outbox_, "slack"), ElementsAre("mine"));
  EXPECT_THAT(outbox_.counts("slack").dropped, ElementsAre(std::pair("queue full: lifecycle", 1u)));
}

TEST_F(LastPlaceIsTaken, and_a_source_that_would_wait_does) {
  std::thread publisher([&] {
    std::vector<Event> events{makeEvent("A", "mine")};
    EXPECT_TRUE(bus_.tryPublish(origin, events, {}, WhenFull::Wait));
  });
  taken_.wait();
  outbox_.delivered(outbox_.waiting("slack", 0, 1).at(0));
  publisher.join();
  EXPECT_THAT(waitingIds(outbox_, "slack"), ElementsAre("mine"));
  EXPECT_THAT(outbox_.counts("slack").dropped, IsEmpty());
}

TEST_F(LastPlaceIsTaken, and_a_source_that_would_wait_drops_by_the_rule_when_it_has_to_stop) {
  std::stop_source stop;
  stop.request_stop();
  std::vector<Event> events{makeEvent("A", "mine")};
  EXPECT_TRUE(bus_.tryPublish(origin, events, {}, WhenFull::Wait, stop.get_token()));
  EXPECT_THAT(waitingIds(outbox_, "slack"), ElementsAre("mine")) << "a transform has seen it: it is too late for a no";
}

TEST_F(EventBusTest, preview_shows_the_deliveries_and_stores_none) {
  bus.setRoutes({makeRoute("all", {"slack", "mail"})});
  const auto deliveries = bus.preview(origin, makeEvent("PrintDone", "1"));
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[0].sink, "slack");
  EXPECT_EQ(deliveries[1].event->id, "1");
  EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty());
  EXPECT_THROW(bus.preview(origin, makeEvent("")), std::invalid_argument);
}

TEST_F(EventBusTest, events_that_no_transform_changed_are_shared_by_all_deliveries) {
  bus.setRoutes(
      {makeRoute("all", {"slack", "mail"}),
       makeRoute("copy", {"file"}, {step("pass", [](const Event& event, const auto& emit) { emit(event); })})});
  publish({makeEvent("A")});
  const auto event = outbox.waiting("slack", 0, 1).at(0).event;
  EXPECT_EQ(event, outbox.waiting("mail", 0, 1).at(0).event);
  EXPECT_EQ(event, outbox.waiting("file", 0, 1).at(0).event);
}

TEST_F(EventBusTest, setRoutes_returns_when_nobody_uses_the_old_routes) {
  std::latch inside(1), goOn(1);
  const auto old = makeRoute("old", {"slack"}, {step("slow", [&](const Event& event, const auto& emit) {
                               inside.count_down();
                               goOn.wait();
                               emit(event);
                             })});
  old->events = {"A"};
  bus.setRoutes({old, makeRoute("rest", {"file"})});
  std::thread publisher([&] { publish({makeEvent("A", "1")}); });
  inside.wait();
  std::atomic<bool> set = false;
  std::thread setter([&] {
    bus.setRoutes({makeRoute("new", {"mail"})});
    set = true;
    EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1"));
  });
  const auto goesTo = [&] { return bus.preview(origin, makeEvent("B")).at(0).sink; };
  while (goesTo() != "mail") std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) {
    std::this_thread::yield();
    EXPECT_FALSE(set);
  }
  goOn.count_down();
  publisher.join();
  setter.join();
  publish({makeEvent("B", "2")});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1"));
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("2"));
}

TEST_F(EventBusTest, a_route_in_both_sets_keeps_its_state) {
  int seen = 0;
  const auto counting = makeRoute("count", {"slack"}, {step("count", [&](const Event&, const auto&) { ++seen; })});
  bus.setRoutes({counting});
  publish({makeEvent("A")});
  bus.setRoutes({makeRoute("new", {"mail"}), counting});
  publish({makeEvent("B")});
  EXPECT_EQ(seen, 2);
}

TEST_F(EventBusTest, nothing_is_lost_and_nothing_twice_while_routes_change_under_load) {
  constexpr int kPublishers = 4, kRounds = 200, kBatch = 5;
  const auto pass = [](const Event& event, const auto& emit) { emit(event); };
  std::atomic<std::size_t> wakes = 0;
  EventBus busy(outbox, time, [&](const auto&) { ++wakes; });
  std::atomic<int> inside = 0;
  const auto kept = makeRoute("kept", {"slack"}, {step("alone", [&](const Event& event, const auto& emit) {
                                EXPECT_EQ(++inside, 1) << "a route in both sets still has one call at a time";
                                std::this_thread::yield();
                                emit(event);
                                --inside;
                              })});
  busy.setRoutes({kept});
  std::vector<std::thread> publishers;
  for (int p = 0; p < kPublishers; ++p) {
    publishers.emplace_back([&, p] {
      const Origin mine{"p" + std::to_string(p), "", {}};
      for (int round = 0; round < kRounds; ++round) {
        std::vector<Event> batch;
        for (int i = 0; i < kBatch; ++i) batch.push_back(makeEvent("A"));
        busy.publish(mine, batch);
      }
    });
  }
  std::atomic<bool> ending = false;
  std::thread setter([&] {
    while (!ending) {
      busy.setRoutes({makeRoute("a", {"slack"}), makeRoute("b", {"mail", "slack"}, {step("pass", pass)}), kept});
      busy.setRoutes({kept, makeRoute("c", {"mail"})});
    }
  });
  for (auto& publisher : publishers) publisher.join();
  ending = true;
  setter.join();

  const auto all = outbox.waiting("slack", 0, 1000000);
  std::set<std::string> ids;
  for (const auto& delivery : all) {
    EXPECT_TRUE(ids.insert(delivery.event->id).second) << "twice";
  }
  EXPECT_EQ(all.size(), std::size_t{kPublishers} * kRounds * kBatch);
  EXPECT_EQ(wakes, std::size_t{kPublishers} * kRounds);
}

TEST_F(EventBusTest, stores_what_transforms_save_in_one_with_the_deliveries) {
  const auto save = [](StateStore& state, const Event& event, const auto& emit) {
    state.saveWithEvent("last", event.id);
    EXPECT_EQ(state.load("last"), event.id);
    if (event.type == "PrintDone") emit(event);
  };
  bus.setRoutes({makeRoute("all", {"slack"}, {savingStep("t", outbox, save)})});
  publish({makeEvent("PrintStarted", "1")});
  EXPECT_EQ(outbox.note("transform.t", "last"), "1") << "though nothing came of it";
  publish({makeEvent("PrintDone", "2"), makeEvent("PrintDone", "3")});
  EXPECT_EQ(outbox.note("transform.t", "last"), "3");
}

TEST_F(EventBusTest, keeps_no_notes_of_what_was_not_accepted) {
  MemoryOutbox small{1};
  EventBus narrow{small, time, [](const auto&) {}};
  narrow.setRoutes({makeRoute("all", {"slack"})});
  const std::vector<Note> notes{{"source.mk3", "told", "1"}};
  std::vector<Event> events{makeEvent("A")};
  EXPECT_TRUE(narrow.tryPublish(origin, events, notes));
  events = {makeEvent("B")};
  EXPECT_FALSE(narrow.tryPublish(origin, events, {{"source.mk3", "told", "2"}}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(narrow.publishWhenRoom(origin, events, {{"source.mk3", "told", "3"}}, stop.get_token()));
  events = {makeEvent("")};
  EXPECT_THROW(narrow.publish(origin, events, {{"source.mk3", "told", "4"}}), std::invalid_argument);
  EXPECT_EQ(small.note("source.mk3", "told"), "1");
  narrow.publish(origin, {}, {{"source.mk3", "told", "5"}});
  EXPECT_EQ(small.note("source.mk3", "told"), "5") << "without events";
}

}  // namespace
}  // namespace herald::core
