// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/outbox.h"

#include <gmock/gmock.h>

#include <functional>
#include <latch>
#include <thread>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Outbox>(const QueueBounds& bounds, const testing::TemporaryFolder& folder,
                                        TimeSource& time)>
      open;
};

std::unique_ptr<Outbox> inMemory(const QueueBounds& bounds, const testing::TemporaryFolder&, TimeSource&) {
  return std::make_unique<MemoryOutbox>(bounds);
}

std::unique_ptr<Outbox> onDisk(QueueBounds bounds, const testing::TemporaryFolder& folder, TimeSource& time) {
  bounds.diskEvents = bounds.events;
  bounds.diskBytes = bounds.bytes;
  return openDisk(folder.path(), time, bounds);
}

/// The same, with almost nothing also in memory.
std::unique_ptr<Outbox> readBack(QueueBounds bounds, const testing::TemporaryFolder& folder, TimeSource& time) {
  bounds.diskEvents = bounds.events;
  bounds.diskBytes = bounds.bytes;
  bounds.events = 0;
  return openDisk(folder.path(), time, bounds);
}

const auto kKinds = ::testing::Values(Kind{"memory", inMemory}, Kind{"disk", onDisk}, Kind{"read_back", readBack});
const auto kName = [](const auto& one) { return one.param.name; };

/// The promises of every outbox.
class OutboxTest : public ::testing::TestWithParam<Kind> {
 protected:
  void bound(const QueueBounds& bounds) {
    outbox_.reset();
    outbox_ = GetParam().open(bounds, folder_, time_);
  }
  Outbox& outbox() {
    if (!outbox_) bound({});
    return *outbox_;
  }
  Delivery store(Delivery delivery) { return storeOne(outbox(), std::move(delivery)); }
  std::vector<std::string> waitingIds(const std::string& sink = "slack") { return core::waitingIds(outbox(), sink); }

 private:
  testing::TemporaryFolder folder_{};
  FakeTime time_{};
  std::unique_ptr<Outbox> outbox_{};
};

INSTANTIATE_TEST_SUITE_P(All, OutboxTest, kKinds, kName);

TEST_P(OutboxTest, keeps_each_sinks_deliveries_in_the_order_of_storing) {
  std::vector<Delivery> batch{make("1"), make("2", Category::Progress), make("2", Category::Progress, "mail"),
                              make("3", Category::Error)};
  outbox().store(batch);
  EXPECT_LT(batch[0].sequence, batch[1].sequence);
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("2"));
  EXPECT_THAT(waitingIds("nobody"), IsEmpty());
  EXPECT_THAT(ids(outbox().waiting("slack", batch[0].sequence, 1)), ElementsAre("2"));
  EXPECT_EQ(outbox().waitingUpTo("slack", batch[0].sequence - 1), 0u);
  EXPECT_EQ(outbox().waitingUpTo("slack", batch[2].sequence), 2u);
  EXPECT_EQ(outbox().waitingUpTo("slack", batch[3].sequence), 3u);
  EXPECT_EQ(outbox().waitingUpTo("nobody", batch[3].sequence), 0u);
  EXPECT_THAT(outbox().sinks(), UnorderedElementsAre("slack", "mail"));
}

TEST_P(OutboxTest, takes_an_event_that_waits_already_only_once) {
  const auto first = store(make("1"));
  store(make("1"));
  store(make("1", Category::Lifecycle, "mail"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("1"));
  EXPECT_EQ(outbox().move("mail", "slack"), 0u);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_THAT(waitingIds("mail"), IsEmpty());
  outbox().delivered(first);
  store(make("1"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_P(OutboxTest, gives_a_waiting_delivery_from_memory_if_its_event_is_there) {
  store(make("0", Category::Progress));
  auto delivery = store(make("1"));
  const auto find = [&] { return outbox().inMemory("slack", delivery.sequence); };
  delivery.attempts = 2;
  outbox().release(delivery);
  const auto found = find();
  ASSERT_EQ(found.has_value(), std::string(GetParam().name) != "read_back");
  if (found) {
    EXPECT_EQ(found->event->id, "1");
    EXPECT_EQ(found->sink, "slack");
    EXPECT_EQ(found->attempts, 2);
  }
  EXPECT_FALSE(outbox().inMemory("mail", delivery.sequence));
  EXPECT_FALSE(outbox().inMemory("slack", delivery.sequence + 1));
  outbox().bury(delivery, {.reason = "400"});
  EXPECT_FALSE(find()) << "it no longer waits";
}

TEST_P(OutboxTest, forgets_what_was_delivered_and_keeps_what_was_buried) {
  const auto good = store(make("good"));
  auto bad = store(make("bad"));
  outbox().delivered(good);
  bad.attempts = 3;
  const std::chrono::system_clock::time_point now(1700000000s);
  outbox().bury(bad, {"400: no such channel", 400, "<no>", now});
  outbox().bury(bad, {.reason = "twice is once"});
  EXPECT_THAT(waitingIds(), IsEmpty());
  const auto dead = outbox().deadLetters().list({}, 0, 10);
  ASSERT_THAT(ids(dead), ElementsAre("bad"));
  EXPECT_EQ(dead[0].attempts, 3);
  EXPECT_EQ(dead[0].ending.reason, "400: no such channel");
  EXPECT_EQ(dead[0].ending.status, 400);
  EXPECT_EQ(dead[0].ending.answer, "<no>");
  EXPECT_EQ(dead[0].ending.time, now);
  EXPECT_EQ(outbox().counts("slack").deadLetters, 1u);
  EXPECT_THAT(outbox().sinks(), ElementsAre("slack"));
}

TEST_P(OutboxTest, stores_a_delivery_with_an_ending_as_a_dead_letter) {
  auto delivery = make("1");
  delivery.ending.reason = "transform long failed";
  store(delivery);
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
}

TEST_P(OutboxTest, keeps_the_attempts_that_were_made) {
  auto delivery = store(make("1"));
  EXPECT_TRUE(outbox().claim(delivery));
  delivery.attempts = 2;
  outbox().release(delivery);
  EXPECT_EQ(outbox().waiting("slack", 0, 1).at(0).attempts, 2);
}

TEST_P(OutboxTest, counts_what_waits_and_since_when) {
  EXPECT_EQ(outbox().counts("slack").oldest, Clock::time_point::max());
  auto first = make("1");
  first.accepted = Clock::time_point(5s);
  auto second = make("2", Category::Progress);
  second.accepted = Clock::time_point(6s);
  first = store(first);
  const auto one = outbox().counts("slack");
  store(second);
  const auto two = outbox().counts("slack");
  EXPECT_EQ(one.waiting, 1u);
  EXPECT_EQ(two.waiting, 2u);
  EXPECT_GT(one.bytes, 0u);
  EXPECT_GT(two.bytes, one.bytes);
  EXPECT_EQ(two.oldest, Clock::time_point(5s));
  outbox().delivered(first);
  EXPECT_EQ(outbox().counts("slack").oldest, Clock::time_point(6s));
}

TEST_P(OutboxTest, a_discarded_delivery_is_counted_by_its_reason) {
  const auto delivery = store(make("1"));
  outbox().discard(delivery, "too old: lifecycle");
  outbox().discard(delivery, "too old: lifecycle");
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("too old: lifecycle", 1)));
  EXPECT_THAT(outbox().sinks(), IsEmpty());
}

TEST_P(OutboxTest, when_full_progress_goes_first_and_lifecycle_last) {
  bound({.events = 3});
  store(make("life1"));
  store(make("progress1", Category::Progress));
  store(make("error1", Category::Error));
  store(make("progress2", Category::Progress));
  EXPECT_THAT(waitingIds(), ElementsAre("life1", "error1", "progress2"));
  store(make("other1", Category::Other));
  EXPECT_THAT(waitingIds(), ElementsAre("life1", "error1", "other1"));
  store(make("life2"));
  EXPECT_THAT(waitingIds(), ElementsAre("life1", "error1", "life2"));
  store(make("life3"));
  EXPECT_THAT(waitingIds(), ElementsAre("life1", "life2", "life3"));
  store(make("progress3", Category::Progress));
  EXPECT_THAT(waitingIds(), ElementsAre("life1", "life2", "life3"));
  store(make("life4"));
  EXPECT_THAT(waitingIds(), ElementsAre("life2", "life3", "life4"));
  EXPECT_THAT(outbox().counts("slack").dropped,
              UnorderedElementsAre(Pair("queue full: progress", 3), Pair("queue full: other", 1),
                                   Pair("queue full: error", 1), Pair("queue full: lifecycle", 1)));
}

TEST_P(OutboxTest, when_full_the_device_that_floods_drops_its_own) {
  bound({.events = 6});
  store(ofDevice("b", make("1", Category::Progress)));
  store(ofDevice("b", make("2")));
  store(ofDevice("c", make("3", Category::Other)));
  for (int i = 10; i < 30; ++i) store(ofDevice("a", make(std::to_string(i))));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "27", "28", "29"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("queue full: lifecycle", 17)));
  store(ofDevice("c", make("4", Category::Other)));
  store(ofDevice("c", make("5", Category::Error)));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "28", "29", "4", "5")) << "the share is two";
}

TEST_P(OutboxTest, when_full_a_source_that_invents_devices_drops_its_own) {
  bound({.events = 6});
  store(ofSource("mk3", ofDevice("mk3", make("1", Category::Progress))));
  store(ofSource("mk3", ofDevice("mk3", make("2"))));
  for (int i = 10; i < 30; ++i) store(ofSource("http", ofDevice(std::to_string(i), make(std::to_string(i)))));
  store(ofSource("mk3", ofDevice("mk3", make("3"))));
  EXPECT_EQ(outbox().counts("slack").waiting, 6u);
  for (const auto* id : {"1", "2", "3"}) EXPECT_THAT(waitingIds(), ::testing::Contains(id));
}

TEST_P(OutboxTest, when_full_a_source_that_can_reject_gets_in_with_its_share) {
  bound({.events = 6});
  const auto offer = [&](const std::string& source, const std::string& device, const std::string& id) {
    std::vector<Delivery> one{ofSource(source, ofDevice(device, make(id)))};
    const bool takes = outbox().takes(one);
    EXPECT_EQ(outbox().storeWhereRoom(one, {}), takes);
    return takes;
  };
  for (int i = 10; i < 16; ++i) EXPECT_TRUE(offer("flood", "a", std::to_string(i)));
  EXPECT_FALSE(offer("flood", "a", "16")) << "it has more than its share";
  for (const auto* id : {"1", "2", "3"}) EXPECT_TRUE(offer("http", "b", id));
  EXPECT_FALSE(offer("http", "b", "4")) << "each has its share";
  EXPECT_THAT(waitingIds(), ElementsAre("13", "14", "15", "1", "2", "3"));
  EXPECT_TRUE(offer("flood", "c", "20")) << "a device that has nothing, of a source whose other device floods";
  EXPECT_THAT(waitingIds(), ElementsAre("14", "15", "1", "2", "3", "20"));
}

TEST_P(OutboxTest, when_full_invented_devices_get_nobody_in) {
  bound({.events = 4});
  for (const auto* id : {"1", "2", "3", "4"}) store(ofSource("http", ofDevice(id, make(id))));
  std::vector<Delivery> one{ofSource("http", ofDevice("5", make("5")))};
  EXPECT_FALSE(outbox().storeWhereRoom(one, {}));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "4"));
}

TEST_P(OutboxTest, is_bounded_in_bytes_too) {
  bound({.bytes = 10000});
  for (int i = 0; i < 10; ++i) store(make(std::to_string(i), Category::Progress, "slack", 3000));
  EXPECT_THAT(waitingIds(), ElementsAre("8", "9"));
  store(make("huge", Category::Lifecycle, "slack", 20000));
  EXPECT_THAT(waitingIds(), ElementsAre("8", "9")) << "a delivery that can never fit drops no other";
  EXPECT_EQ(outbox().counts("slack").dropped.at("larger than the queue"), 1u);
}

TEST_P(OutboxTest, one_full_sink_takes_nothing_from_another) {
  bound({.events = 2});
  store(make("m", Category::Progress, "mail"));
  for (int i = 0; i < 5; ++i) store(make(std::to_string(i)));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("m"));
}

/// How many must wait, computed from all other counts.
std::uint64_t balance(const OutboxCounts& counts) {
  const auto& totals = counts.totals;
  auto rest = totals.accepted + totals.returned - totals.delivered - totals.buried - totals.moved;
  for (const auto& [reason, count] : counts.dropped) {
    if (reason.find("dead letter") == reason.npos) rest -= count;
  }
  return rest;
}

void expectBalance(const Outbox& outbox) {
  for (const auto& [sink, counts] : outbox.allCounts()) EXPECT_EQ(balance(counts), counts.waiting) << sink;
}

TEST_P(OutboxTest, every_delivery_is_counted_on_its_way_in_and_on_its_way_out) {
  bound({.events = 6, .bytes = 4000, .deadLetterAge = 1h, .diskEvents = 6, .diskBytes = 4000});
  for (int i = 0; i < 8; ++i) store(make(std::to_string(i), Category::Progress));
  store(make("7"));
  store(make("large", Category::Other, "slack", 5000));
  expectBalance(outbox());
  const auto waiting = outbox().waiting("slack", 0, 10);
  outbox().delivered(waiting.at(0));
  outbox().discard(waiting.at(1), "replaced");
  outbox().bury(waiting.at(2), {.reason = "400"});
  auto dead = make("dead");
  dead.ending = {.reason = "a transform failed"};
  store(dead);
  expectBalance(outbox());
  auto totals = outbox().counts("slack").totals;
  EXPECT_EQ(totals.accepted, 10u) << "without the one that waited already";
  EXPECT_EQ(totals.delivered, 1u);
  EXPECT_EQ(totals.buried, 2u);
  EXPECT_EQ(outbox().deadLetters().replay({.reason = "400"}, {}).count, 1u);
  outbox().deadLetters().expire(Clock::now());
  EXPECT_EQ(outbox().move("slack", "mail"), 4u);
  EXPECT_EQ(outbox().purge("mail"), 4u);
  expectBalance(outbox());
  totals = outbox().counts("slack").totals;
  EXPECT_EQ(totals.returned, 1u);
  EXPECT_EQ(totals.moved, 4u);
  EXPECT_EQ(outbox().counts("mail").totals.returned, 4u);
  EXPECT_EQ(outbox().allCounts().size(), 2u) << "though nothing is left";
}

TEST_P(OutboxTest, does_not_drop_claimed_deliveries) {
  bound({.events = 2});
  const auto first = store(make("1"));
  const auto second = store(make("2"));
  EXPECT_TRUE(outbox().claim(first));
  store(make("3"));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "3"));
  EXPECT_FALSE(outbox().claim(second)) << "it was dropped, and is not to be attempted";
  outbox().release(first);
  store(make("4"));
  EXPECT_THAT(waitingIds(), ElementsAre("3", "4"));
}

TEST_P(OutboxTest, without_drops_it_stores_for_all_sinks_or_for_none) {
  bound({.events = 2});
  store(make("1"));
  store(make("2"));
  std::vector<Delivery> deliveries{make("3", Category::Lifecycle, "mail"), make("3")};
  EXPECT_FALSE(outbox().store(deliveries, false));
  EXPECT_THAT(waitingIds("mail"), IsEmpty());
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  outbox().delivered(outbox().waiting("slack", 0, 1).at(0));
  EXPECT_TRUE(outbox().store(deliveries, false));
  EXPECT_THAT(waitingIds(), ElementsAre("2", "3"));
  EXPECT_THAT(outbox().counts("slack").dropped, IsEmpty());
}

TEST_P(OutboxTest, a_full_sink_among_others_drops_only_its_own) {
  bound({.events = 1});
  store(make("1"));
  std::vector<Delivery> deliveries{make("2"), make("2", Category::Lifecycle, "mail")};
  EXPECT_TRUE(outbox().storeWhereRoom(deliveries, {}));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("2"));
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  deliveries = {make("3"), make("3", Category::Lifecycle, "mail")};
  EXPECT_FALSE(outbox().storeWhereRoom(deliveries, {}));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("2"));
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
}

TEST_P(OutboxTest, waits_for_room) {
  bound({.events = 1});
  const auto first = store(make("1"));
  std::latch waits(1);
  std::thread waiter([&] {
    waits.count_down();
    EXPECT_TRUE(outbox().awaitRoom({make("2")}, {}));
    store(make("2"));
  });
  waits.wait();
  outbox().delivered(first);
  waiter.join();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(outbox().awaitRoom({make("3")}, stop.get_token()));
}

TEST_P(OutboxTest, a_batch_larger_than_the_queue_waits_only_until_the_queue_is_empty) {
  bound({.events = 2});
  EXPECT_TRUE(outbox().awaitRoom({make("1"), make("2"), make("3")}, {}));
  const auto one = store(make("1"));
  EXPECT_FALSE(outbox().hasRoom({make("2"), make("3")}));
  EXPECT_TRUE(outbox().hasRoom({make("2"), make("3", Category::Lifecycle, "mail")}));
  outbox().delivered(one);
  EXPECT_TRUE(outbox().awaitRoom({make("1"), make("2"), make("3")}, {}));
}

TEST_P(OutboxTest, moves_deliveries_to_the_end_of_another_sinks_lines) {
  const auto claimed = store(make("a1", Category::Progress, "old"));
  store(make("a2", Category::Lifecycle, "old"));
  store(make("b1"));
  store(make("a3", Category::Progress, "old"));
  EXPECT_TRUE(outbox().claim(claimed));
  EXPECT_EQ(outbox().move("old", "slack"), 2u);
  EXPECT_THAT(waitingIds(), ElementsAre("b1", "a2", "a3"));
  EXPECT_THAT(waitingIds("old"), ElementsAre("a1"));
  EXPECT_EQ(outbox().move("slack", "slack"), 0u);
}

TEST_P(OutboxTest, an_unknown_sink_leaves_no_trace) {
  EXPECT_EQ(outbox().move("slakc", "slack"), 0u);
  EXPECT_EQ(outbox().purge("slakc"), 0u);
  EXPECT_TRUE(outbox().allCounts().empty());
}

TEST_P(OutboxTest, counts_instead_of_moving_an_event_that_waits_for_both_sinks) {
  for (const auto* id : {"1", "2"}) store(make(id, Category::Lifecycle, "old"));
  store(make("1"));
  EXPECT_EQ(outbox().move("old", "slack"), 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  EXPECT_EQ(outbox().counts("old").dropped.at("waits for slack already"), 1u);
}

TEST_P(OutboxTest, stores_a_dropped_event_again) {
  bound({.events = 1});
  for (const auto* id : {"1", "2", "1"}) store(make(id, Category::Progress));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_P(OutboxTest, moves_only_what_the_other_sink_has_room_for) {
  bound({.events = 2});
  store(make("a1", Category::Progress, "old"));
  store(make("a2", Category::Progress, "old"));
  store(make("b1", Category::Progress));
  EXPECT_EQ(outbox().move("old", "slack"), 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("b1", "a1"));
  EXPECT_THAT(waitingIds("old"), ElementsAre("a2"));
}

TEST_P(OutboxTest, names_the_events_that_are_gone) {
  const std::vector<std::string> all{"waits", "claimed", "dead", "delivered", "discarded", "never"};
  storeOne(outbox(), make("waits"));
  storeOne(outbox(), make("delivered", Category::Lifecycle, "phone"));
  outbox().claim(storeOne(outbox(), make("claimed")));
  outbox().bury(storeOne(outbox(), make("dead")), {.reason = "400"});
  outbox().delivered(storeOne(outbox(), make("delivered")));
  outbox().discard(storeOne(outbox(), make("discarded")), "too old");
  EXPECT_THAT(outbox().gone(all), ElementsAre("discarded", "never")) << "another sink still has one of them";
  outbox().purge("phone");
  outbox().deadLetters().purge({});
  EXPECT_THAT(outbox().gone(all), ElementsAre("dead", "delivered", "discarded", "never"));
  EXPECT_THAT(outbox().gone({}), IsEmpty());
}

TEST_P(OutboxTest, purges_waiting_deliveries) {
  const auto claimed = store(make("1"));
  store(make("2"));
  store(make("m", Category::Lifecycle, "mail"));
  EXPECT_TRUE(outbox().claim(claimed));
  EXPECT_EQ(outbox().purge("slack"), 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_THAT(waitingIds("mail"), ElementsAre("m"));
  EXPECT_EQ(outbox().counts("slack").dropped.at("purged"), 1u);
}

class DeadLettersTest : public OutboxTest {
 protected:
  Delivery bury(const std::string& id, const std::string& reason, std::chrono::seconds time,
                const std::string& sink = "slack") {
    auto delivery = store(make(id, Category::Lifecycle, sink));
    delivery.attempts = 3;
    outbox().bury(
        delivery,
        {.reason = reason, .time = std::chrono::system_clock::time_point(time), .at = Clock::time_point(time)});
    return delivery;
  }
  std::vector<std::string> dead(const DeadLetterQuery& query = {}) { return deadIds(outbox(), query); }
};

INSTANTIATE_TEST_SUITE_P(All, DeadLettersTest, kKinds, kName);

TEST_P(DeadLettersTest, are_found_by_sink_reason_time_and_sequence) {
  using Time = std::chrono::system_clock::time_point;
  bury("1", "400: No such channel", 1000s);
  const auto second = bury("2", "501: not implemented", 2000s);
  bury("3", "400: no", 3000s, "mail");
  EXPECT_THAT(dead(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(dead({.sink = "slack"}), ElementsAre("1", "2"));
  EXPECT_THAT(dead({.reason = "NO SUCH"}), ElementsAre("1"));
  EXPECT_THAT(dead({.since = Time(2000s)}), ElementsAre("2", "3"));
  EXPECT_THAT(dead({.until = Time(2000s)}), ElementsAre("1"));
  EXPECT_THAT(dead({.sequences = {second.sequence, 999}}), ElementsAre("2"));
  EXPECT_THAT(dead({.sink = "mail", .reason = "501"}), IsEmpty());
  EXPECT_THAT(ids(outbox().deadLetters().list({}, 0, 2)), ElementsAre("1", "2"));
  EXPECT_THAT(ids(outbox().deadLetters().list({}, second.sequence, 2)), ElementsAre("3"));
}

TEST_P(DeadLettersTest, a_replayed_one_goes_to_the_end_of_its_line) {
  auto letter = bury("1", "400", 1000s);
  store(make("2"));
  bury("m", "400", 1000s, "mail");
  const auto replay = outbox().deadLetters().replay({.sink = "slack"}, Clock::time_point(7s));
  EXPECT_EQ(replay.count, 1u);
  EXPECT_EQ(replay.left, 0u);
  EXPECT_THAT(replay.sinks, ElementsAre("slack"));
  EXPECT_THAT(waitingIds(), ElementsAre("2", "1"));
  const auto again = outbox().waiting("slack", 0, 2).at(1);
  EXPECT_EQ(again.attempts, 0);
  EXPECT_EQ(again.ending.reason, "");
  EXPECT_EQ(again.accepted, Clock::time_point(7s));
  EXPECT_THAT(dead(), ElementsAre("m"));
  EXPECT_EQ(outbox().counts("slack").deadLetters, 0u);
}

TEST_P(DeadLettersTest, a_replay_drops_nothing) {
  bound({.events = 2});
  bury("1", "400", 1000s);
  bury("2", "400", 1000s);
  store(make("3", Category::Progress));
  const auto replay = outbox().deadLetters().replay({}, {});
  EXPECT_EQ(replay.count, 1u);
  EXPECT_EQ(replay.left, 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("3", "1"));
  EXPECT_THAT(dead(), ElementsAre("2"));
}

TEST_P(DeadLettersTest, a_replay_leaves_one_whose_event_waits_already) {
  bury("1", "400", 1000s);
  store(make("1"));
  const auto replay = outbox().deadLetters().replay({}, {});
  EXPECT_EQ(replay.count, 0u);
  EXPECT_EQ(replay.left, 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_THAT(dead(), ElementsAre("1"));
}

TEST_P(DeadLettersTest, are_purged_by_the_same_query) {
  bury("1", "400: no", 1000s);
  bury("2", "501: no", 1000s);
  EXPECT_EQ(outbox().deadLetters().purge({.reason = "400"}), 1u);
  EXPECT_THAT(dead(), ElementsAre("2"));
}

TEST_P(DeadLettersTest, the_newest_are_kept) {
  bound({.events = 2});
  for (const auto* id : {"1", "2", "3"}) bury(id, "no", 1000s);
  EXPECT_THAT(dead(), ElementsAre("2", "3"));
  EXPECT_EQ(outbox().counts("slack").dropped.at("too many dead letters"), 1u);
}

TEST_P(DeadLettersTest, of_a_device_that_floods_push_out_none_of_another) {
  bound({.events = 4});
  const auto buryOf = [this](const std::string& device, const std::string& id) {
    outbox().bury(store(ofDevice(device, make(id))), {.reason = "400: no", .at = Clock::time_point(1000s)});
  };
  buryOf("b", "1");
  for (int i = 10; i < 30; ++i) buryOf("a", std::to_string(i));
  EXPECT_THAT(dead(), ElementsAre("1", "27", "28", "29"));
}

TEST_P(DeadLettersTest, are_deleted_when_they_are_too_old) {
  bury("1", "no", 1000s);
  bury("2", "no", 1000s);
  constexpr Clock::time_point kEnded{1000s};
  EXPECT_EQ(outbox().deadLetters().expire(kEnded + 24h * 30 - 1ms), kEnded + 24h * 30);
  EXPECT_THAT(dead(), ElementsAre("1", "2"));
  bury("3", "no", 1000s + 24h * 31);
  EXPECT_THAT(dead(), ElementsAre("3"));
  EXPECT_EQ(outbox().counts("slack").dropped.at("too old: dead letter"), 2u);
}

}  // namespace
}  // namespace herald::core
