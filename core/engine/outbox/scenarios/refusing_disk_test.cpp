// SPDX-License-Identifier: Apache-2.0
// DiskOutbox on a disk that refuses, loses or damages data.
#include <SQLiteCpp/Database.h>

#include <atomic>
#include <latch>
#include <thread>

#include "engine/outbox/damage.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class RefusingDiskTest : public DiskOutboxFixture {};

TEST_F(RefusingDiskTest, a_delivery_is_attempted_only_when_it_is_on_disk) {
  store(make("a"));
  disk_.holdWrites();
  std::thread publisher([this] { store(make("b")); });
  disk_.awaitHeldWrite();
  EXPECT_THAT(waitingIds(), ElementsAre("a")) << "after a kill, the source would publish b again with another id";
  disk_.releaseWrites();
  publisher.join();
  EXPECT_THAT(waitingIds(), ElementsAre("a", "b"));
}

TEST_F(RefusingDiskTest, continues_in_memory_and_reports_it_while_the_disk_refuses) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_THAT(outbox().health().problem, AllOf(HasSubstr("outbox.db: "), HasSubstr("full"), HasSubstr("memory only")));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  const auto three = store(make("3"));
  outbox().delivered(outbox().waiting("slack", 0, 1).at(0));
  outbox().bury(three, {.reason = "400"});
  retry();
  EXPECT_FALSE(outbox().health().durable);
  disk_.refuseWrites(false);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 0u);
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("3"));
}

TEST_F(RefusingDiskTest, deliveries_that_go_to_disk_again_survive_a_power_cut) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  disk_.refuseWrites(false);
  retry();
  ASSERT_TRUE(outbox().health().durable) << outbox().health().problem;
  const testing::TemporaryFolder asAfterACut;
  std::mt19937 random(1);
  disk_.cutPower(asAfterACut.path(), random);
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterACut.path(), time_)), ElementsAre("1", "2"));
}

TEST_F(RefusingDiskTest, while_the_disk_refuses_the_bounds_of_memory_hold) {
  options_.bounds.events = 2;
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseWrites(true);
  for (const auto* id : {"4", "5", "6"}) store(make(id));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "5", "6"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("queue full: lifecycle", 1)));
}

TEST_F(RefusingDiskTest, a_delivery_that_ended_while_the_disk_refused_does_not_come_back) {
  const auto one = store(make("1"));
  const auto two = store(make("2"));
  disk_.refuseWrites(true);
  outbox().delivered(one);
  outbox().flush();
  outbox().bury(two, {.reason = "400"});
  disk_.refuseWrites(false);
  retry();
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(deadIds(outbox()), ElementsAre("2"));
}

TEST_F(RefusingDiskTest, an_end_that_the_disk_refuses_survives_a_kill) {
  const auto one = store(make("1"));
  const auto two = store(make("2"));
  const auto three = store(make("3"));
  store(make("4"));
  outbox().bury(store(make("5")), {.reason = "400"});
  outbox().flush();
  disk_.refuseWrites(true);
  outbox().delivered(one);  // the disk refuses this one
  outbox().flush();
  outbox().discard(two, "replaced by a newer one");  // it is not even asked about the next ones
  outbox().bury(three, {.reason = "410"});
  outbox().deadLetters().purge({.reason = "400"});
  outbox().flush();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(core::waitingIds(*after), ElementsAre("4"));
  EXPECT_THAT(deadIds(*after), ElementsAre("3"));
  EXPECT_THAT(after->deadLetters().list({}, 0, 9).at(0).ending.reason, HasSubstr("its reason is lost"));
}

/// It was moved, and the disk refused that: it is in memory, and its row is still where it was.
TEST_F(RefusingDiskTest, a_refused_move_that_was_delivered_is_not_repeated_after_a_kill) {
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseWrites(true);
  EXPECT_EQ(outbox().move("slack", "mail"), 3u);
  outbox().delivered(outbox().waiting("mail", 0, 1).at(0));
  outbox().bury(outbox().waiting("mail", 0, 1).at(0), {.reason = "400"});
  outbox().flush();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(core::waitingIds(*after), ElementsAre("3")) << "where it was before";
  EXPECT_THAT(core::waitingIds(*after, "mail"), IsEmpty());
  EXPECT_THAT(deadIds(*after), ElementsAre("2"));
}

/// The disk begins to refuse while the move waits to be written.
TEST_F(RefusingDiskTest, a_move_that_ended_before_the_disk_refused_it_is_not_repeated_after_a_kill) {
  const auto one = store(make("1"));
  disk_.holdWrites();
  std::thread moving([this] { outbox().move("slack", "mail"); });
  disk_.awaitHeldWrite();
  const auto moved = outbox().waiting("mail", 0, 1);
  ASSERT_THAT(ids(moved), ElementsAre("1"));
  EXPECT_NE(moved.at(0).sequence, one.sequence);
  outbox().delivered(moved.at(0));
  disk_.refuseWrites(true);
  disk_.releaseWrites();
  moving.join();
  outbox().flush();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(core::waitingIds(*after), IsEmpty());
  EXPECT_THAT(core::waitingIds(*after, "mail"), IsEmpty());
}

TEST_F(RefusingDiskTest, a_refused_replay_that_was_delivered_is_gone_after_a_kill) {
  for (const auto* id : {"1", "2", "3"}) outbox().bury(store(make(id)), {.reason = "400"});
  outbox().flush();
  disk_.refuseWrites(true);
  EXPECT_EQ(outbox().deadLetters().replay({}, time_.now()).count, 3u);
  outbox().delivered(outbox().waiting("slack", 0, 1).at(0));
  outbox().bury(outbox().waiting("slack", 0, 1).at(0), {.reason = "410"});
  EXPECT_EQ(outbox().deadLetters().purge({.reason = "410"}), 1u);
  outbox().flush();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(core::waitingIds(*after), IsEmpty());
  EXPECT_THAT(deadIds(*after), ElementsAre("3"));
}

/// A dead letter that the disk refused: replayed and delivered, or purged.
TEST_F(RefusingDiskTest, a_refused_dead_letter_that_is_gone_stays_gone_after_a_kill) {
  const auto one = store(make("1"));
  const auto two = store(make("2"));
  disk_.refuseWrites(true);
  outbox().bury(one, {.reason = "400"});
  outbox().bury(two, {.reason = "410"});
  outbox().flush();
  outbox().deadLetters().purge({.reason = "410"});
  outbox().deadLetters().replay({}, time_.now());
  outbox().delivered(outbox().waiting("slack", 0, 1).at(0));
  outbox().flush();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(core::waitingIds(*after), IsEmpty());
  EXPECT_THAT(deadIds(*after), IsEmpty());
}

/// The second move finds the first one on its way to a disk that begins to refuse. Their events are on disk only.
TEST_F(RefusingDiskTest, two_moves_at_once_lose_nothing_when_the_disk_begins_to_refuse) {
  options_.bounds.events = 3;
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  restart();
  store(make("4", Category::Lifecycle, "phone"));
  disk_.holdWrites();
  std::thread first([this] { EXPECT_EQ(outbox().move("slack", "mail"), 3u); });
  disk_.awaitHeldWrite();
  std::thread second([this] { outbox().move("mail", "phone"); });
  while (outbox().counts("phone").waiting < 4) std::this_thread::yield();
  disk_.refuseWrites(true);
  disk_.releaseWrites();
  first.join();
  second.join();
  EXPECT_THAT(waitingIds("phone"), ElementsAre("4", "1", "2", "3"));
  EXPECT_THAT(outbox().counts("phone").dropped, IsEmpty());
  EXPECT_THAT(outbox().counts("mail").dropped, IsEmpty());
  disk_.refuseWrites(false);
  retry();
  restart();
  EXPECT_THAT(waitingIds("phone"), ElementsAre("4", "1", "2", "3"));
  EXPECT_THAT(waitingIds(), IsEmpty());
}

/// A kill while Herald brings the file up to date again: at each write.
TEST_F(RefusingDiskTest, a_kill_while_the_disk_takes_a_refused_move_again_loses_and_repeats_nothing) {
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseWrites(true);
  outbox().move("slack", "mail");
  outbox().delivered(outbox().waiting("mail", 0, 1).at(0));
  outbox().bury(outbox().waiting("mail", 0, 1).at(0), {.reason = "400"});
  outbox().flush();
  disk_.refuseWrites(false);
  int kills = 0;
  disk_.beforeEachWrite([&] {
    ++kills;
    const testing::TemporaryFolder asAfterAKill;
    copyTo(asAfterAKill.path());
    FakeTime time;
    const auto after = openDisk(asAfterAKill.path(), time);
    auto waiting = core::waitingIds(*after);
    for (const auto& id : core::waitingIds(*after, "mail")) waiting.push_back(id);
    EXPECT_THAT(waiting, ElementsAre("3")) << "kill " << kills;
    EXPECT_THAT(deadIds(*after), ElementsAre("2")) << "kill " << kills;
  });
  retry();
  disk_.beforeEachWrite({});
  EXPECT_GT(kills, 1);
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_THAT(waitingIds("mail"), ElementsAre("3"));
}

TEST_F(RefusingDiskTest, an_end_while_the_file_is_opened_again_is_written_once) {
  store(make("1"));
  disk_.refuseWrites(true);
  outbox().move("slack", "mail");
  outbox().flush();
  disk_.refuseWrites(false);
  disk_.holdReads(1);
  time_.advanceTo(time_.awaitWaiterIn(DiskStorage::kRetry, DiskStorage::kRetry));
  disk_.awaitHeldRead();
  outbox().bury(outbox().waiting("mail", 0, 1).at(0), {.reason = "400: no"});
  disk_.releaseReads();
  time_.awaitWaiter(time_.now() + 1ms, Clock::time_point::max());
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  restart();
  const auto dead = outbox().deadLetters().list({}, 0, 9);
  ASSERT_THAT(ids(dead), ElementsAre("1"));
  EXPECT_EQ(dead[0].sink, "mail");
  EXPECT_EQ(dead[0].ending.reason, "400: no");
}

TEST_F(RefusingDiskTest, an_end_is_marked_within_a_moment_while_the_disk_refuses) {
  const auto one = store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  outbox().delivered(one);
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskStorage::kFlush));
  time_.awaitWaiterIn(DiskStorage::kFlush + 1ms, DiskStorage::kRetry);
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterAKill.path(), time_)), IsEmpty());
}

TEST_F(RefusingDiskTest, an_end_that_the_disk_refuses_survives_several_kills_and_a_late_opening) {
  const auto one = store(make("1"));
  store(make("2"));
  disk_.refuseWrites(true);
  outbox().delivered(one);
  outbox().flush();
  restart();  // nothing can be written at the stop either
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  restart();
  takeFileAway();
  disk_.refuseWrites(false);
  store(make("3"));
  giveFileBack();
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("3", "2"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("3", "2"));
}

TEST_F(RefusingDiskTest, marks_end_with_the_file_that_they_are_about) {
  const auto one = store(make("1"));
  disk_.refuseWrites(true);
  outbox().delivered(one);
  outbox().flush();
  restart();
  disk_.refuseWrites(false);
  for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
  EXPECT_EQ(store(make("2")).sequence, one.sequence) << "sequences begin again in a new file";
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
}

TEST_F(RefusingDiskTest, a_stop_writes_what_the_disk_takes_again) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  disk_.refuseWrites(false);
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(RefusingDiskTest, a_stop_on_a_full_disk_empties_the_log_of_the_database_into_the_room_that_it_has) {
  store(make("1"));
  restart();
  store(make("2"));
  disk_.refuseGrowth(true);
  EXPECT_GT(logBytes(), 0u);
  restart();
  EXPECT_EQ(logBytes(), 0u);
  disk_.refuseGrowth(false);
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(RefusingDiskTest, a_stop_on_a_disk_that_takes_nothing_leaves_the_log_to_the_next_start) {
  store(make("1"));
  disk_.refuseWrites(true);
  restart();
  EXPECT_GT(logBytes(), 0u);
  disk_.refuseWrites(false);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(RefusingDiskTest, a_queue_that_empties_gives_its_disk_back) {
  std::vector<Delivery> stored;
  for (int i = 0; i < 40; ++i) {
    stored.push_back(store(make(std::to_string(i), Category::Lifecycle, "slack", 100000)));
  }
  for (const auto& delivery : stored) outbox().delivered(delivery);
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskStorage::kFlush));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  EXPECT_LT(std::filesystem::file_size(file_) + std::filesystem::file_size(file_.string() + "-wal"), 100000u);
  store(make("last"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("last"));
}

TEST_F(RefusingDiskTest, an_empty_queue_on_a_full_disk_begins_a_new_file) {
  keepNote("before");
  const auto one = store(make("1", Category::Lifecycle, "slack", 3000000));
  disk_.refuseGrowth(true);
  store(make("2"));
  EXPECT_FALSE(outbox().health().durable);
  outbox().delivered(one);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_EQ(outbox().note("source.mk3", "before"), "before ");
}

TEST_F(RefusingDiskTest, dead_letters_do_not_keep_a_full_disk_from_a_new_file) {
  keepNote("before");
  outbox().bury(store(make("1")), {.reason = "400: no", .at = time_.now()});
  const auto big = store(make("2", Category::Lifecycle, "slack", 3000000));
  const auto third = store(make("3"));
  disk_.refuseGrowth(true);
  store(make("4"));
  EXPECT_FALSE(outbox().health().durable);
  outbox().delivered(big);
  outbox().bury(third, {.reason = "410: gone", .at = time_.now()});
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_LT(std::filesystem::file_size(file_), 100000u);
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "3"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("4"));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "3"));
  EXPECT_EQ(outbox().deadLetters().list({}, 0, 9).at(1).ending.reason, "410: gone");
  EXPECT_EQ(outbox().note("source.mk3", "before"), "before ");
}

TEST_F(RefusingDiskTest, many_dead_letters_do_not_keep_a_full_disk_from_a_new_file) {
  for (const auto* id : {"1", "2", "3"}) {
    outbox().bury(store(make(id, Category::Lifecycle, "slack", 700000)), {.reason = "400: no", .at = time_.now()});
  }
  store(make("big", Category::Lifecycle, "slack", 3000000));
  disk_.refuseGrowth(true);
  for (int i = 0; outbox().health().durable; ++i) {  // until the room within the files is used
    store(make("more" + std::to_string(i), Category::Lifecycle, "slack", 100000));
  }
  const auto waiting = outbox().waiting("slack", 0, 1000);
  for (const auto& delivery : waiting) {
    if (delivery.sequence != waiting.back().sequence) outbox().delivered(delivery);
  }
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "2", "3"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre(waiting.back().event->id));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "2", "3"));
}

/// The old file is gone, and another program has taken its room before the new one is there.
TEST_F(RefusingDiskTest, dead_letters_survive_a_kill_between_the_old_file_and_the_new_one) {
  keepNote("before");
  outbox().bury(store(make("1")), {.reason = "400: no", .at = time_.now()});
  const auto big = store(make("2", Category::Lifecycle, "slack", 3000000));
  disk_.refuseGrowth(true, false);
  store(make("4"));
  outbox().delivered(big);
  retry();
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_THROW(deadIds(outbox()), Unreadable) << "for now";
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  {
    const auto after = openDisk(asAfterAKill.path(), time_);
    EXPECT_THAT(deadIds(*after), ElementsAre("1"));
    EXPECT_THAT(core::waitingIds(*after), IsEmpty());
    EXPECT_EQ(after->note("source.mk3", "before"), "before ");
  }
  disk_.refuseGrowth(false);
  retry();
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
  EXPECT_THAT(waitingIds(), ElementsAre("4"));
  restart();
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
  EXPECT_THAT(waitingIds(), ElementsAre("4"));
}

TEST_F(RefusingDiskTest, a_full_disk_at_the_start_costs_nothing_that_an_earlier_process_left) {
  store(make("1", Category::Lifecycle, "slack", 3000000));
  restart();
  takeFileAway();
  outbox();  // it cannot be opened at first
  giveFileBack();
  disk_.refuseWrites(true);
  retry();
  EXPECT_FALSE(outbox().health().durable);
  disk_.refuseWrites(false);
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(RefusingDiskTest, writes_no_deliveries_to_a_disk_that_is_nearly_full) {
  options_.disk.file.reserve = std::uint64_t{1} << 62;
  const auto delivery = store(make("1"));
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_THAT(outbox().health().problem, HasSubstr("nearly full"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(RefusingDiskTest, writes_everything_again_after_the_file_was_deleted) {
  store(make("1"));
  store(make("2"));
  keepNote("before");
  std::filesystem::remove(folder_.path() / "outbox.db");
  store(make("3"));
  EXPECT_THAT(outbox().health().problem, HasSubstr("was deleted or replaced"));
  keepNote("while");
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(outbox().note("source.mk3", "before") + outbox().note("source.mk3", "while"), "before while ");
}

TEST_F(RefusingDiskTest, reads_from_a_deleted_file_what_is_not_in_memory) {
  options_.bounds.events = 0;
  store(make("1"));
  store(make("2"));
  std::filesystem::remove(folder_.path() / "outbox.db");
  store(make("3", Category::Lifecycle, "mail"));
  retry();
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(RefusingDiskTest, counts_a_damaged_delivery_once_and_drops_it) {
  options_.bounds.events = 0;
  store(make("1"));
  store(make("2"));
  SQLite::Database(options_.disk.file.path.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE delivery SET payload = 'x' WHERE id = '1'");
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("unreadable on disk", 1)));
  restart();
  EXPECT_EQ(outbox().counts("slack").waiting, 1u);
}

TEST_F(RefusingDiskTest, a_delivery_that_is_missing_in_the_file_is_said) {
  options_.bounds.events = 0;
  store(make("1"));
  store(make("2"));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM delivery WHERE id = '1'");
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost, damaged or unreadable on disk"));
}

/// The event is intact, but nobody knows any longer where it should go.
TEST_F(RefusingDiskTest, a_delivery_whose_sink_was_damaged_goes_nowhere_and_is_said) {
  store(make("1"));
  store(make("2"));
  restart();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail' WHERE id = '1'");
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_THAT(outbox().sinks(), ElementsAre("slack"));
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost, damaged or unreadable on disk"));
  restart();
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost, damaged or unreadable on disk")) << "and once";
}

/// The same in a file that is opened late, at the second try.
TEST_F(RefusingDiskTest, a_damaged_delivery_of_a_file_that_is_opened_late_is_said) {
  store(make("1"));
  store(make("2"));
  restart();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail' WHERE id = '1'");
  takeFileAway();
  outbox();
  giveFileBack();
  disk_.refuseWritesAfter(6);  // the damaged one is removed, and nothing else
  retry();
  EXPECT_FALSE(outbox().health().durable);
  disk_.refuseWritesAfter(1000);
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost, damaged or unreadable on disk"));
}

/// Its event is in memory, so it is not lost.
TEST_F(RefusingDiskTest, a_damaged_row_of_a_delivery_in_memory_is_written_anew) {
  store(make("1"));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail'");
  disk_.refuseWrites(true);
  store(make("2"));
  disk_.refuseWrites(false);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_EQ(damageOf(outbox()), "");
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  EXPECT_EQ(damageOf(outbox()), "");
}

TEST_F(RefusingDiskTest, keeps_deliveries_that_cannot_be_read_for_a_while) {
  options_.bounds.events = 1;
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseReads(true);
  EXPECT_THROW(outbox().waiting("slack", 0, 9), Unreadable);
  EXPECT_THAT(outbox().health().problem, HasSubstr("disk I/O error"));
  EXPECT_THAT(ids(outbox().waiting("slack", 2, 9)), ElementsAre("3")) << "which is in memory";
  EXPECT_EQ(outbox().counts("slack").waiting, 3u);
  std::latch woken(1);
  outbox().setWake([&](const std::set<std::string>& sinks) {
    EXPECT_THAT(sinks, ElementsAre("slack"));
    woken.count_down();
  });
  disk_.refuseReads(false);
  retry();
  woken.wait();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(outbox().counts("slack").dropped, IsEmpty());
}

TEST_F(RefusingDiskTest, a_read_of_the_old_file_that_fails_late_is_no_failure_of_the_new_one) {
  options_.bounds.events = 1;
  store(make("1"));
  store(make("2"));
  disk_.holdReads(1);
  std::thread reading([this] { EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3")); });
  disk_.awaitHeldRead();
  disk_.refuseWrites(true);
  store(make("3"));
  disk_.refuseWrites(false);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  disk_.releaseReads(true);
  reading.join();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
}

TEST_F(RefusingDiskTest, a_read_for_a_refused_move_holds_up_no_publisher) {
  store(make("1"));
  store(make("2"));
  restart();  // from here on, the events are on disk only
  store(make("3"));
  disk_.refuseWrites(true);
  disk_.holdReads();
  std::thread moving([this] { EXPECT_EQ(outbox().move("slack", "mail"), 3u); });
  disk_.awaitHeldRead();
  store(make("4", Category::Lifecycle, "phone"));
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_EQ(outbox().counts("mail").waiting, 3u);
  disk_.releaseReads();
  moving.join();
  EXPECT_THAT(waitingIds("mail"), ElementsAre("1", "2", "3"));
  EXPECT_EQ(outbox().counts("mail").inMemoryOnly, 3u);
  disk_.refuseWrites(false);
  retry();
  restart();
  EXPECT_THAT(waitingIds("mail"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(waitingIds("phone"), ElementsAre("4"));
}

TEST_F(RefusingDiskTest, a_refused_move_whose_events_cannot_be_read_is_undone) {
  for (const auto* id : {"1", "2"}) store(make(id, Category::Lifecycle, "slack", 100000));
  restart();  // from here on, the events are on disk only
  outbox();
  disk_.refuseWrites(true);
  disk_.refuseReads(true);
  outbox().move("slack", "mail");
  EXPECT_EQ(outbox().counts("mail").waiting, 0u);
  EXPECT_EQ(outbox().counts("slack").waiting, 2u);
  EXPECT_EQ(outbox().counts("slack").totals.moved, 0u);
  EXPECT_EQ(outbox().counts("mail").totals.returned, 0u);
  disk_.refuseWrites(false);
  disk_.refuseReads(false);
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  EXPECT_EQ(outbox().move("slack", "mail"), 2u);
  restart();
  EXPECT_THAT(waitingIds("mail"), ElementsAre("1", "2"));
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(RefusingDiskTest, counts_one_that_can_never_be_read_and_continues_with_the_others) {
  options_.bounds.events = 0;
  auto broken = make("1");
  auto event = *broken.event;
  event.payload = '"' + std::string(20000, 'x') + '"';
  broken.event = std::make_shared<Event>(event);
  store(broken);
  store(make("2"));
  restart();
  disk_.breakByte(file_, FaultyDisk::contentOf(file_.string()).rfind("xxx"));
  store(make("3"));
  EXPECT_THROW(outbox().waiting("slack", 0, 9), Unreadable);
  EXPECT_FALSE(outbox().health().durable);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_THAT(waitingIds(), ElementsAre("2", "3"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("unreadable on disk", 1)));
  expectNothingSetAside();
}

TEST_F(RefusingDiskTest, does_not_store_an_event_of_an_earlier_process_twice) {
  store(make("1"));
  restart();
  takeFileAway();
  store(make("1"));
  giveFileBack();
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(RefusingDiskTest, does_not_take_a_file_for_damaged_that_cannot_be_read_at_the_start) {
  store(make("1"));
  restart();
  disk_.refuseReads(true);
  store(make("2"));
  EXPECT_THAT(outbox().health().problem, HasSubstr("disk I/O error"));
  disk_.refuseReads(false);
  retry();
  EXPECT_THAT(waitingIds(), ElementsAre("2", "1"));
  expectNothingSetAside();
}

TEST_F(RefusingDiskTest, keeps_dead_letters_that_cannot_be_read_for_a_while) {
  outbox().bury(store(make("1")), {.reason = "400"});
  outbox().flush();
  disk_.refuseReads(true);
  EXPECT_THROW(deadIds(outbox()), Unreadable);
  disk_.refuseReads(false);
  retry();
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
}

TEST_F(RefusingDiskTest, counts_a_damaged_dead_letter_and_drops_it) {
  outbox().bury(store(make("1")), {.reason = "400"});
  outbox().flush();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET payload = 'x'");
  EXPECT_THAT(deadIds(outbox()), IsEmpty());
  EXPECT_EQ(outbox().counts("slack").deadLetters, 0u);
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("unreadable on disk: dead letter", 1)));
}

TEST_F(RefusingDiskTest, a_refused_count_of_attempts_moves_nothing_into_memory) {
  options_.bounds.events = 1;
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseWrites(true);
  for (auto delivery : outbox().waiting("slack", 0, 9)) {
    delivery.attempts = 1;
    outbox().release(delivery);
  }
  outbox().flush();
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 0u);
}

TEST_F(RefusingDiskTest, a_disk_that_works_again_ends_the_wait_for_room) {
  options_.bounds.events = 1;
  disk_.refuseWrites(true);
  store(make("1"));
  std::latch waits(1);
  std::thread waiter([&] {
    waits.count_down();
    EXPECT_TRUE(outbox().awaitRoom({make("2")}, {}));
  });
  waits.wait();
  disk_.refuseWrites(false);
  retry();
  waiter.join();
}

TEST_F(RefusingDiskTest, writes_from_memory_what_the_old_file_cannot_return) {
  store(make("1"));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET payload = 'x'");
  std::filesystem::remove(file_);
  store(make("2"));
  retry();
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 0u);
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(RefusingDiskTest, a_move_while_the_disk_refuses_moves_nothing_on_disk_and_loses_nothing) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  EXPECT_EQ(outbox().move("slack", "mail"), 0u);
  disk_.refuseWrites(false);
  retry();
  EXPECT_EQ(outbox().move("slack", "mail"), 2u);
  restart();
  EXPECT_THAT(waitingIds("mail"), ElementsAre("1", "2"));
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(RefusingDiskTest, tries_a_missing_folder_again) {
  options_.disk.file.path = folder_.path() / "missing" / "outbox.db";
  store(make("1"));
  EXPECT_THAT(outbox().health().problem, HasSubstr("No such file or directory"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  std::filesystem::create_directory(folder_.path() / "missing");
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(RefusingDiskTest, adopts_deliveries_of_an_earlier_process_when_the_disk_can_be_read) {
  for (const auto* id : {"1", "2"}) store(make(id));
  outbox().bury(store(make("3")), {.reason = "410"});
  keepNote("before");
  restart();
  takeFileAway();
  std::latch woken(1);
  outbox().setWake([&](const std::set<std::string>& sinks) {
    EXPECT_THAT(sinks, ElementsAre("slack"));
    EXPECT_THAT(waitingIds(), ElementsAre("4", "1", "2"));
    woken.count_down();
  });
  store(make("4"));
  EXPECT_FALSE(outbox().health().durable);
  giveFileBack();
  retry();
  woken.wait();
  store(make("5"));
  EXPECT_THAT(waitingIds(), ElementsAre("4", "1", "2", "5"));
  for (const auto& delivery : outbox().waiting("slack", 0, 2)) outbox().delivered(delivery);
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2", "5"));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("3"));
  EXPECT_EQ(outbox().note("source.mk3", "before"), "before ");
}

TEST_F(RefusingDiskTest, its_wake_function_may_call_the_outbox_and_replace_itself) {
  options_.bounds.events = 1;
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  int calls = 0;
  std::latch woken(1);
  outbox().setWake([&](const std::set<std::string>& sinks) {
    EXPECT_THAT(sinks, ElementsAre("slack"));
    EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
    keepNote("printer");
    EXPECT_EQ(outbox().note("source.mk3", "printer"), "printer ");
    outbox().bury(outbox().waiting("slack", 0, 1).at(0), {.reason = "400"});
    EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
    outbox().setWake({});
    ++calls;
    woken.count_down();
  });
  disk_.refuseWrites(false);
  retry();
  woken.wait();
  disk_.refuseWrites(true);
  store(make("3"));
  disk_.refuseWrites(false);
  retry();
  EXPECT_EQ(calls, 1);
}

TEST_F(RefusingDiskTest, set_wake_waits_for_a_wake_function_that_uses_the_outbox) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  std::latch begun(1), replacing(1);
  std::atomic<bool> ended = false;
  outbox().setWake([&](const std::set<std::string>&) {
    begun.count_down();
    replacing.wait();
    keepNote("printer");
    EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
    ended = true;
  });
  disk_.refuseWrites(false);
  time_.advanceTo(time_.awaitWaiterIn(DiskStorage::kRetry, DiskStorage::kRetry));
  begun.wait();
  std::thread other([&] {
    replacing.count_down();
    outbox().setWake({});
    EXPECT_TRUE(ended);
  });
  other.join();
}

TEST_F(RefusingDiskTest, continues_in_memory_without_the_right_to_write) {
  options_.disk.file.vfs = nullptr;
  const testing::WithoutPrivileges nobody;
  store(make("1"));
  EXPECT_THAT(outbox().health().problem, HasSubstr("Permission denied"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
}

}  // namespace
}  // namespace herald::core
