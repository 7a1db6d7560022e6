// SPDX-License-Identifier: Apache-2.0
// Deliveries in custody: in memory beside all others, and reported when they end.
#include <atomic>
#include <thread>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"
#include "engine/outbox/testing/recorded_holding.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr int kOwners[2] = {};
constexpr const auto& kOwner = kOwners[0];
constexpr const auto& kOther = kOwners[1];
constexpr auto kNotAgain = Clock::time_point::max();
constexpr Clock::time_point kStart{};  // when a delivery of make() was accepted

bool anyone(const Holding&) { return true; }

class CustodyTest : public ::testing::Test {
 protected:
  Delivery store(const std::shared_ptr<Holding>& holding, const std::string& id, const std::string& sink = "slack") {
    return storeOne(outbox_, held(holding, make(id, Category::Lifecycle, sink)));
  }
  std::vector<std::string> waiting(const std::string& sink = "slack") const { return waitingIds(outbox_, sink); }

  const std::shared_ptr<RecordedHolding> holding_ = holdingOf(&kOwner);
  MemoryOutbox outbox_{2, 1000000};
};

TEST_F(CustodyTest, a_delivery_has_its_place_in_the_line_of_all_others) {
  storeOne(outbox_, make("1"));
  store(holding_, "2");
  storeOne(outbox_, make("3"));
  EXPECT_THAT(waiting(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(ids(*outbox_.waitingInMemory("slack", 0, 9)), ElementsAre("1", "2", "3"));
  EXPECT_EQ(outbox_.waitingUpTo("slack", 2), 2u);
  const auto counts = outbox_.counts("slack");
  EXPECT_EQ(counts.waiting, 3u);
  EXPECT_EQ(counts.inCustody, 1u);
  EXPECT_EQ(counts.inMemoryOnly, 2u);
  EXPECT_THAT(outbox_.gone({"2", "9"}), ElementsAre("9"));
}

TEST_F(CustodyTest, every_end_is_reported_once) {
  const auto one = store(holding_, "1");
  const auto two = store(holding_, "2");
  store(holding_, "3");
  EXPECT_EQ(holding_->left(), 3);
  outbox_.claim(one);
  EXPECT_THAT(holding_->ends(), IsEmpty());
  outbox_.delivered(one);
  outbox_.delivered(one);
  outbox_.discard(two, "too old: progress");
  EXPECT_EQ(outbox_.purge("slack"), 1u);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::Over, Holding::End::Over, Holding::End::Over));
}

TEST_F(CustodyTest, an_event_has_a_delivery_for_each_sink) {
  store(holding_, "1", "mail");
  const auto slack = store(holding_, "1");
  outbox_.delivered(slack);
  EXPECT_EQ(holding_->left(), 1);
}

TEST_F(CustodyTest, a_failed_attempt_changes_nothing) {
  auto one = store(holding_, "1");
  outbox_.claim(one);
  one.attempts = 1;
  outbox_.release(one);
  EXPECT_EQ(outbox_.waiting("slack", 0, 1).front().attempts, 1);
  EXPECT_EQ(holding_->left(), 1);
}

TEST_F(CustodyTest, a_dead_letter_is_reported_when_it_is_as_safe_as_it_can_be) {
  outbox_.bury(store(holding_, "1"), {.reason = "400: no"});
  EXPECT_TRUE(holding_->takeMustBeSaved());
  EXPECT_THAT(holding_->ends(), IsEmpty());
  EXPECT_EQ(outbox_.saveHeld(&kOther, {}), kNotAgain);
  EXPECT_THAT(holding_->ends(), IsEmpty()) << "of another source";
  EXPECT_EQ(outbox_.saveHeld(&kOwner, {}), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::DeadLetter));
  EXPECT_THAT(deadIds(outbox_), ElementsAre("1"));
}

TEST_F(CustodyTest, it_is_never_dropped_for_room_and_pushes_nothing_out) {
  storeOne(outbox_, make("1"));
  for (const auto* id : {"2", "3", "4"}) store(holding_, id);
  storeOne(outbox_, make("5"));
  storeOne(outbox_, make("6"));
  EXPECT_THAT(waiting(), ElementsAre("2", "3", "4", "5", "6"));
  EXPECT_EQ(holding_->left(), 3);
}

TEST_F(CustodyTest, a_source_waits_for_room) {
  std::vector<Delivery> next{held(holding_, make("3"))};
  const auto one = store(holding_, "1");
  EXPECT_TRUE(outbox_.hasRoom(next));
  store(holding_, "2");
  EXPECT_FALSE(outbox_.store(next, false));
  EXPECT_EQ(holding_->left(), 2);
  std::vector<Delivery> ordinary{make("4")};
  EXPECT_TRUE(outbox_.hasRoom(ordinary)) << "each kind has its own room";
  std::atomic<bool> hasRoom = false;
  std::thread source([&] { hasRoom = outbox_.awaitRoom(next, {}); });
  outbox_.delivered(one);
  source.join();
  EXPECT_TRUE(hasRoom);
  EXPECT_TRUE(outbox_.store(next, false));
}

TEST_F(CustodyTest, an_event_that_waits_already_counts_for_both) {
  const auto second = holdingOf(&kOther);
  const auto one = store(holding_, "1");
  store(second, "1");
  EXPECT_THAT(waiting(), ElementsAre("1"));
  outbox_.delivered(one);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::Over));
  EXPECT_THAT(second->ends(), ElementsAre(Holding::End::Over));
  storeOne(outbox_, make("2"));
  store(second, "2");
  outbox_.saveHeld(&kOther, {});
  EXPECT_THAT(second->ends(), ElementsAre(Holding::End::Over, Holding::End::InOutbox))
      << "as safe as a memory outbox makes it";
}

TEST_F(CustodyTest, giving_back_drops_what_has_not_begun) {
  const auto one = store(holding_, "1");
  store(holding_, "2");
  outbox_.claim(one);
  outbox_.giveBack(anyone, false);
  EXPECT_THAT(waiting(), ElementsAre("1"));
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack));
  EXPECT_THAT(outbox_.counts("slack").dropped, ElementsAre(Pair("given back to its source", 1)));
  outbox_.delivered(one);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack, Holding::End::Over));
}

TEST_F(CustodyTest, what_fails_after_it_was_given_back_is_dropped) {
  const auto one = store(holding_, "1");
  outbox_.claim(one);
  outbox_.giveBack(anyone, false);
  outbox_.release(one);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack));
  EXPECT_FALSE(outbox_.claim(one));
}

TEST_F(CustodyTest, nobody_hears_of_an_attempt_that_outlasts_its_source) {
  const auto one = store(holding_, "1");
  const auto two = store(holding_, "2");
  const auto three = store(holding_, "3");
  for (const auto& each : {one, two, three}) outbox_.claim(each);
  outbox_.giveBack(anyone, true);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack, Holding::End::GivenBack, Holding::End::GivenBack));
  outbox_.delivered(one);
  outbox_.release(two);
  outbox_.bury(three, {.reason = "400: no"});
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_THAT(deadIds(outbox_), IsEmpty()) << "the event comes again elsewhere";
  EXPECT_EQ(holding_->ends().size(), 3u);
}

TEST_F(CustodyTest, an_event_that_comes_back_during_its_attempt_goes_on_where_it_is) {
  const auto one = store(holding_, "1");
  outbox_.claim(one);
  outbox_.giveBack(anyone, true);
  const auto again = holdingOf(&kOwner);
  store(again, "1");
  outbox_.release(one);
  EXPECT_THAT(waiting(), ElementsAre("1"));
  EXPECT_EQ(again->left(), 1);
}

TEST_F(CustodyTest, only_what_is_wanted_is_given_back) {
  const auto other = holdingOf(&kOther);
  store(holding_, "1");
  store(other, "1");
  store(other, "2");
  outbox_.giveBack([&](const Holding& one) { return &one == holding_.get(); }, true);
  EXPECT_THAT(waiting(), ElementsAre("1", "2"));
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack));
  EXPECT_EQ(other->left(), 2);
}

TEST_F(CustodyTest, what_waits_for_too_long_goes_to_memory_and_keeps_its_place) {
  const auto patient = holdingOf(&kOwner);
  const auto limited = holdingOf(&kOwner, Millis(60000));
  store(patient, "1");
  store(limited, "2");
  storeOne(outbox_, make("3"));
  EXPECT_EQ(outbox_.saveHeld(&kOwner, kStart + 59s), kStart + 60s);
  EXPECT_THAT(limited->ends(), IsEmpty());
  EXPECT_EQ(outbox_.saveHeld(&kOwner, kStart + 60s), kNotAgain);
  EXPECT_THAT(limited->ends(), ElementsAre(Holding::End::InOutbox));
  EXPECT_EQ(patient->left(), 1) << "it has no limit";
  EXPECT_THAT(waiting(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(outbox_.counts("slack").inMemoryOnly, 2u);
  EXPECT_EQ(outbox_.counts("slack").inCustody, 1u);
}

TEST_F(CustodyTest, a_dead_sink_stops_no_other_although_its_memory_is_full) {
  const auto holding = holdingOf(&kOwner, Millis(60000));
  const auto publish = [&](const std::string& id) {
    std::vector<Delivery> both{held(holding, make(id)), held(holding, make(id, Category::Lifecycle, "mail"))};
    if (!outbox_.store(both, false)) return false;
    outbox_.delivered(both.back());
    return true;
  };
  EXPECT_TRUE(publish("1"));
  EXPECT_TRUE(publish("2"));
  EXPECT_FALSE(publish("3")) << "nothing was given up yet";
  outbox_.saveHeld(&kOwner, kStart + 60s);
  for (const auto* id : {"3", "4", "5", "6", "7", "8"}) EXPECT_TRUE(publish(id)) << id;
  outbox_.saveHeld(&kOwner, kStart + 61s);
  for (const auto* id : {"9", "10", "11", "12"}) EXPECT_TRUE(publish(id)) << id;
  EXPECT_EQ(outbox_.counts("slack").waiting, 4u) << "within the bounds of custody and of memory";
  EXPECT_THAT(outbox_.counts("slack").dropped, ElementsAre(Pair("queue full: lifecycle", 8)));
  EXPECT_EQ(outbox_.counts("mail").totals.delivered, 12u);
}

TEST_F(CustodyTest, an_operator_moves_it_to_another_sink) {
  store(holding_, "1");
  storeOne(outbox_, make("2"));
  storeOne(outbox_, make("2", Category::Lifecycle, "mail"));
  const auto second = holdingOf(&kOwner);
  store(second, "2");
  EXPECT_EQ(outbox_.move("slack", "mail"), 1u) << "2 waits there already";
  EXPECT_THAT(waiting("mail"), ElementsAre("2", "1"));
  outbox_.delivered(outbox_.waiting("mail", 0, 9).back());
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::Over));
  EXPECT_EQ(second->left(), 1);
  outbox_.saveHeld(&kOwner, {});
  EXPECT_EQ(second->left(), 0);
}

class DiskCustodyTest : public DiskOutboxFixture {
 protected:
  Delivery keep(const std::shared_ptr<Holding>& holding, const std::string& id) {
    auto delivery = held(holding, make(id));
    delivery.accepted = time_.now();
    return store(delivery);
  }
  Clock::time_point save() { return outbox().saveHeld(&kOwner, time_.now()); }
  std::vector<std::string> waitingAfterAKill() {
    const testing::TemporaryFolder folder;
    copyTo(folder.path());
    return core::waitingIds(*openDisk(folder.path(), time_));
  }

  const std::shared_ptr<RecordedHolding> holding_ = holdingOf(&kOwner, Millis(60000));
};

TEST_F(DiskCustodyTest, nothing_of_it_is_on_disk) {
  const auto one = keep(holding_, "1");
  disk_.refuseWrites(true);
  keep(holding_, "2");
  outbox().delivered(one);
  EXPECT_TRUE(outbox().health().durable) << "nobody has asked the disk";
  disk_.refuseWrites(false);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(DiskCustodyTest, what_waits_for_too_long_goes_to_disk_and_keeps_its_place) {
  keep(holding_, "1");
  store(make("2"));
  EXPECT_EQ(save(), time_.now() + 60s);
  EXPECT_THAT(holding_->ends(), IsEmpty());
  time_.advance(60s);
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2"));
}

TEST_F(DiskCustodyTest, without_a_limit_it_waits_in_memory) {
  keep(holdingOf(&kOwner), "1");
  time_.advance(1000h);
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_EQ(outbox().counts("slack").inCustody, 1u);
}

TEST_F(DiskCustodyTest, an_attempt_under_way_lets_its_delivery_go_to_disk_before_later_ones) {
  auto one = keep(holding_, "1");
  const auto two = keep(holding_, "2");
  outbox().claim(one);
  time_.advance(60s);
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox, Holding::End::InOutbox));
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2"));
  one.attempts = 1;
  outbox().release(one);
  EXPECT_EQ(outbox().waiting("slack", 0, 1).front().attempts, 1);
  outbox().claim(one);
  outbox().delivered(one);
  outbox().flush();
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("2"));
}

TEST_F(DiskCustodyTest, a_dead_letter_is_on_disk_before_it_is_reported) {
  outbox().bury(keep(holding_, "1"), {.reason = "400: no"});
  EXPECT_THAT(holding_->ends(), IsEmpty());
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::DeadLetter));
  const testing::TemporaryFolder afterAKill;
  copyTo(afterAKill.path());
  EXPECT_THAT(deadIds(*openDisk(afterAKill.path(), time_)), ElementsAre("1"));
}

TEST_F(DiskCustodyTest, an_event_that_a_transform_failed_on_is_a_dead_letter_too) {
  auto dead = held(holding_, make("1"));
  dead.ending = {.reason = "transform failed", .at = time_.now()};
  store(dead);
  save();
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::DeadLetter));
}

TEST_F(DiskCustodyTest, nothing_is_reported_that_the_disk_refuses) {
  keep(holding_, "1");
  const auto two = keep(holding_, "2");
  time_.advance(60s);
  disk_.refuseWrites(true);
  outbox().bury(two, {.reason = "400: no"});
  EXPECT_EQ(save(), time_.now() + 10s);
  EXPECT_THAT(holding_->ends(), IsEmpty());
  EXPECT_EQ(outbox().counts("slack").inCustody, 1u) << "1 waits in memory again";
  EXPECT_EQ(outbox().deadLetters().replay({}, time_.now()).left, 1u) << "2 is not safe yet";
  disk_.refuseWrites(false);
  retry();
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ::testing::UnorderedElementsAre(Holding::End::DeadLetter, Holding::End::InOutbox));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("2"));
}

TEST_F(DiskCustodyTest, what_ends_while_the_disk_writes_it_is_reported_once) {
  const auto one = keep(holding_, "1");
  time_.advance(60s);
  disk_.holdWrites();
  std::thread saving([this] { save(); });
  disk_.awaitHeldWrite();
  outbox().claim(one);
  outbox().delivered(one);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::Over));
  disk_.releaseWrites();
  saving.join();
  EXPECT_EQ(holding_->ends().size(), 1u);
}

TEST_F(DiskCustodyTest, behind_what_it_gave_up_and_without_room_the_oldest_go_to_disk_at_once) {
  options_.bounds.events = 2;
  keep(holding_, "1");
  keep(holding_, "2");
  std::vector<Delivery> three{held(holding_, make("3"))};
  EXPECT_FALSE(outbox().hasRoom(three)) << "nothing was given up yet";
  time_.advance(60s);
  save();
  keep(holding_, "3");
  keep(holding_, "4");
  EXPECT_EQ(outbox().counts("slack").inCustody, 2u);
  std::vector<Delivery> five{held(holding_, make("5"))};
  EXPECT_TRUE(outbox().hasRoom(five));
  std::vector<Delivery> patient{held(holdingOf(&kOwner), make("5"))};
  EXPECT_FALSE(outbox().hasRoom(patient)) << "without a limit it waits for room in memory";
  keep(holding_, "5");
  EXPECT_EQ(outbox().counts("slack").inCustody, 2u);
  save();
  EXPECT_EQ(holding_->ends().size(), 3u);
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2", "3")) << "4 and 5 come again, behind them";
}

TEST_F(DiskCustodyTest, half_of_the_room_is_made_at_once) {
  options_.bounds.events = 8;
  for (int id = 1; id <= 8; ++id) keep(holding_, std::to_string(id));
  time_.advance(60s);
  save();
  for (int id = 11; id <= 19; ++id) keep(holding_, std::to_string(id));
  EXPECT_EQ(outbox().counts("slack").inCustody, 5u);
  save();
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "11", "12", "13", "14"));
}

TEST_F(DiskCustodyTest, what_has_no_limit_and_what_was_given_back_makes_no_room) {
  options_.bounds.events = 2;
  keep(holding_, "1");
  time_.advance(60s);
  save();
  const auto patient = holdingOf(&kOther);
  keep(patient, "2");
  const auto three = keep(holding_, "3");
  outbox().claim(three);
  outbox().giveBack([&](const Holding& one) { return &one == holding_.get(); }, true);
  keep(holding_, "4");
  save();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(patient->left(), 1);
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "4")) << "3 comes again elsewhere";
}

TEST_F(DiskCustodyTest, it_stays_behind_until_it_has_delivered_all_that_went_to_disk) {
  options_.bounds.events = 2;
  const auto one = keep(holding_, "1");
  time_.advance(60s);
  save();
  for (const auto* id : {"2", "3", "4", "5"}) keep(holding_, id);
  outbox().delivered(one);
  EXPECT_EQ(outbox().counts("slack").inCustody, 2u);
  const std::vector<Delivery> six{held(holding_, make("6"))};
  EXPECT_TRUE(outbox().hasRoom(six)) << "2 and 3 are on disk because 1 was dead";
  for (const auto& each : outbox().waiting("slack", 0, 2)) outbox().delivered(each);
  EXPECT_FALSE(outbox().hasRoom(six)) << "it works again";
}

TEST_F(DiskCustodyTest, after_a_restart_it_is_behind_while_something_of_before_waits) {
  options_.bounds.events = 1;
  store(make("1"));
  restart();
  keep(holding_, "2");
  keep(holding_, "3");
  save();
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2"));
}

TEST_F(DiskCustodyTest, an_attempt_goes_on_while_others_make_room) {
  options_.bounds.events = 3;
  const auto zero = keep(holding_, "0");
  time_.advance(60s);
  save();
  auto one = keep(holding_, "1");
  auto two = keep(holding_, "2");
  auto three = keep(holding_, "3");
  for (const auto& each : {one, two, three}) outbox().claim(each);
  disk_.refuseWrites(true);
  for (const auto* id : {"4", "5", "6"}) keep(holding_, id);
  save();
  EXPECT_EQ(holding_->ends().size(), 1u) << "the disk refuses";
  disk_.refuseWrites(false);
  retry();
  outbox().delivered(one);
  outbox().bury(two, {.reason = "400: no"});
  outbox().release(three);
  save();
  EXPECT_THAT(waitingIds(), ElementsAre("0", "3", "4", "5", "6"));
  outbox().flush();
  EXPECT_THAT(deadIds(outbox()), ElementsAre("2"));
}

TEST_F(DiskCustodyTest, what_its_source_gives_away_does_not_go_to_disk) {
  const auto one = keep(holding_, "1");
  outbox().claim(one);
  outbox().giveBack(anyone, false);
  time_.advance(60s);
  EXPECT_EQ(save(), time_.now() + 1s);
  EXPECT_THAT(holding_->ends(), IsEmpty());
  outbox().release(one);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::GivenBack));
  EXPECT_THAT(waitingAfterAKill(), IsEmpty());
}

TEST_F(DiskCustodyTest, however_large_it_is_it_stays_without_a_limit_or_while_the_disk_refuses) {
  options_.bounds.bytes = 10;
  keep(holdingOf(&kOwner), "1");
  disk_.refuseWrites(true);
  store(make("2"));
  keep(holding_, "3");
  EXPECT_EQ(outbox().counts("slack").inCustody, 2u);
}

TEST_F(DiskCustodyTest, a_dead_letter_that_is_replayed_is_not_its_sources_own) {
  options_.disk.events = false;
  auto dead = held(holding_, make("1"));
  dead.ending = {.reason = "transform failed", .at = time_.now()};
  store(dead);
  save();
  EXPECT_EQ(outbox().deadLetters().replay({}, time_.now()).count, 1u);
  outbox().giveBack(anyone, true);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_EQ(holding_->ends().size(), 1u);
}

TEST_F(DiskCustodyTest, one_that_is_too_large_for_memory_goes_to_disk_behind_the_others) {
  options_.bounds.bytes = 1000;
  keep(holding_, "1");
  auto large = held(holding_, make("2"));
  auto event = *large.event;
  event.payload = event.context = "\"" + std::string(2000, 'x') + "\"";
  large.event = std::make_shared<const Event>(event);
  store(large);
  keep(holding_, "3");
  save();
  EXPECT_THAT(waitingAfterAKill(), ElementsAre("1", "2"));
  EXPECT_EQ(outbox().counts("slack").inCustody, 1u);
}

TEST_F(DiskCustodyTest, given_back_while_it_goes_to_disk_it_stays_there) {
  keep(holding_, "1");
  time_.advance(60s);
  disk_.holdWrites();
  std::thread saving([this] { save(); });
  disk_.awaitHeldWrite();
  outbox().giveBack(anyone, false);
  EXPECT_THAT(holding_->ends(), IsEmpty()) << "it is nearly safe";
  disk_.releaseWrites();
  saving.join();
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox));
}

TEST_F(DiskCustodyTest, an_event_that_waits_on_disk_already_is_safe) {
  store(make("1"));
  keep(holding_, "1");
  EXPECT_TRUE(holding_->takeMustBeSaved());
  save();
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox));
}

TEST_F(DiskCustodyTest, progress_that_spares_the_disk_counts_as_the_user_wants_it) {
  options_.disk.progress = false;
  auto progress = held(holding_, make("1", Category::Progress));
  progress.accepted = time_.now();
  store(progress);
  time_.advance(60s);
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(DiskCustodyTest, a_dead_letter_of_such_progress_counts_too) {
  options_.disk.progress = false;
  outbox().bury(store(held(holding_, make("1", Category::Progress))), {.reason = "400: no"});
  save();
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::DeadLetter));
}

TEST_F(DiskCustodyTest, with_an_outbox_in_memory_a_delivery_goes_there) {
  options_.disk.events = false;
  options_.bounds.events = 1;
  keep(holding_, "1");
  std::vector<Delivery> two{held(holding_, make("2"))};
  EXPECT_FALSE(outbox().hasRoom(two));
  time_.advance(60s);
  EXPECT_EQ(save(), kNotAgain);
  EXPECT_THAT(holding_->ends(), ElementsAre(Holding::End::InOutbox));
  EXPECT_TRUE(outbox().hasRoom(two));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty()) << "as the user wants it";
}

TEST_F(DiskCustodyTest, a_disk_with_little_room_leaves_it_in_custody) {
  options_.bounds.events = 1;
  options_.disk.file.reserve = std::uint64_t{1} << 62;
  keep(holding_, "1");
  time_.advance(60s);
  EXPECT_EQ(save(), time_.now() + 1s);
  EXPECT_THAT(holding_->ends(), IsEmpty()) << "its source has it, and memory is less safe";
  EXPECT_EQ(outbox().counts("slack").inCustody, 1u);
  std::vector<Delivery> two{held(holding_, make("2"))};
  EXPECT_FALSE(outbox().hasRoom(two));
  EXPECT_THAT(outbox().health().problem, ::testing::HasSubstr("nearly full"));
}

TEST_F(DiskCustodyTest, a_sink_stays_behind_when_its_full_queue_drops_what_was_given_up) {
  options_.bounds.events = 1;
  options_.bounds.diskEvents = 1;
  keep(holding_, "1");
  time_.advance(60s);
  save();
  for (const auto* id : {"2", "3", "4", "5"}) {
    std::vector<Delivery> next{held(holding_, make(id))};
    next.front().accepted = time_.now();
    EXPECT_TRUE(outbox().store(next, false)) << id;
  }
  save();
  EXPECT_THAT(waitingIds(), ElementsAre("4", "5"));
  EXPECT_EQ(outbox().counts("slack").inCustody, 1u);
}

}  // namespace
}  // namespace herald::core
