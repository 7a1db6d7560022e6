// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/kinds/disk_outbox.h"

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <latch>
#include <thread>

#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DiskOutboxTest : public DiskOutboxFixture {};

TEST_F(DiskOutboxTest, counts_the_deliveries_of_an_earlier_process_as_returned) {
  store(make("1"));
  restart();
  store(make("2"));
  const auto totals = outbox().counts("slack").totals;
  EXPECT_EQ(totals.returned, 1u);
  EXPECT_EQ(totals.accepted, 1u);
}

TEST_F(DiskOutboxTest, keeps_deliveries_over_a_restart) {
  auto delivery = make("1", Category::Progress);
  auto event = *delivery.event;
  event.payload = R"({"name":"b\u00e4r \"x\""})";
  event.context = R"({"state":{}})";
  event.source = "octopi";
  event.subject = "job";
  event.time = std::chrono::system_clock::time_point(1700000000123456789ns);
  delivery.event = std::make_shared<Event>(event);
  delivery = store(delivery);
  delivery.attempts = 4;
  outbox().release(delivery);
  restart();
  const auto there = outbox().waiting("slack", 0, 9);
  ASSERT_EQ(there.size(), 1u);
  EXPECT_EQ(there[0].sequence, delivery.sequence);
  EXPECT_EQ(there[0].attempts, 4);
  const auto& again = *there[0].event;
  EXPECT_EQ(again.id, "1");
  EXPECT_EQ(again.type, event.type);
  EXPECT_EQ(again.payload, event.payload);
  EXPECT_EQ(again.context, event.context);
  EXPECT_EQ(again.source, "octopi");
  EXPECT_EQ(again.device, "mk3");
  EXPECT_EQ(again.subject, "job");
  EXPECT_EQ(again.category, Category::Progress);
  EXPECT_EQ(again.time, event.time);
  EXPECT_GT(store(make("2")).sequence, delivery.sequence);
  store(make("1", Category::Progress));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2")) << "the event waits already";
}

TEST_F(DiskOutboxTest, knows_whose_deliveries_an_earlier_process_left) {
  options_.bounds.diskEvents = 4;
  store(ofDevice("b", make("1")));
  outbox().bury(store(ofDevice("b", make("2"))), {.reason = "400: no"});
  restart();
  for (int i = 10; i < 30; ++i) outbox().bury(store(ofDevice("a", make(std::to_string(i)))), {.reason = "400: no"});
  for (int i = 30; i < 50; ++i) store(ofDevice("a", make(std::to_string(i))));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "47", "48", "49"));
  EXPECT_THAT(deadIds(outbox()), ElementsAre("2", "27", "28", "29"));
}

TEST_F(DiskOutboxTest, knows_of_which_source_the_deliveries_are_that_an_earlier_process_left) {
  options_.bounds.diskEvents = 6;
  for (const auto* id : {"1", "2"}) store(ofSource("mk3", ofDevice("mk3", make(id))));
  for (const auto* id : {"a", "b", "c", "d"}) store(ofSource("http", ofDevice(id, make(id))));
  restart();
  for (const auto* id : {"e", "f", "g"}) store(ofSource("http", ofDevice(id, make(id))));
  EXPECT_EQ(outbox().counts("slack").waiting, 6u);
  EXPECT_THAT(waitingIds(), ::testing::IsSupersetOf({"1", "2"}));
}

TEST_F(DiskOutboxTest, forgets_ended_deliveries_over_a_restart) {
  const auto one = store(make("1"));
  const auto two = store(make("2"));
  const auto three = store(make("3"));
  store(make("4", Category::Lifecycle, "mail"));
  outbox().delivered(one);
  outbox().discard(two, "replaced by a newer one");
  outbox().bury(three, {"400: no", 400, "<no>", std::chrono::system_clock::time_point(1700000000s)});
  EXPECT_EQ(outbox().purge("mail"), 1u);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(waitingIds("mail"), IsEmpty());
  const auto dead = outbox().deadLetters().list({}, 0, 9);
  ASSERT_THAT(ids(dead), ElementsAre("3"));
  EXPECT_EQ(dead[0].ending.reason, "400: no");
  EXPECT_EQ(dead[0].ending.status, 400);
  EXPECT_EQ(dead[0].ending.answer, "<no>");
  EXPECT_EQ(dead[0].ending.time, std::chrono::system_clock::time_point(1700000000s));
}

TEST_F(DiskOutboxTest, keeps_moves_and_replays_over_a_restart) {
  store(make("old1", Category::Lifecycle, "old"));
  outbox().bury(store(make("dead")), {.reason = "no"});
  store(make("2"));
  outbox().move("old", "slack");
  outbox().deadLetters().replay({}, time_.now());
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2", "old1", "dead"));
  EXPECT_THAT(waitingIds("old"), IsEmpty());
  EXPECT_THAT(deadIds(outbox()), IsEmpty());
}

TEST_F(DiskOutboxTest, sequences_continue_over_a_restart_even_if_nothing_is_left) {
  const auto first = store(make("1"));
  outbox().delivered(first);
  restart();
  EXPECT_GT(store(make("2")).sequence, first.sequence);
}

TEST_F(DiskOutboxTest, ages_continue_over_a_restart) {
  auto delivery = make("1");
  delivery.accepted = time_.now() - 5min;
  store(delivery);
  restart();
  time_.advance(10min);
  EXPECT_EQ(outbox().counts("slack").oldest, time_.now() - 15min);
}

TEST_F(DiskOutboxTest, counts_progress_that_is_configured_to_stay_in_memory) {
  options_.disk.progress = false;
  store(make("1", Category::Progress));
  store(make("2"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 0u);
  EXPECT_TRUE(outbox().health().durable);
}

TEST_F(DiskOutboxTest, keeps_notes_over_a_restart) {
  std::vector<Delivery> deliveries{make("1")};
  outbox().store(deliveries, true, {{"transform.t", "mk3", "50"}});
  std::vector<Delivery> none;
  outbox().store(none, true, {{"transform.t", "mk4", "10"}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "50");
  restart();
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "50");
  EXPECT_EQ(outbox().note("transform.t", "mk4"), "10");
  EXPECT_EQ(outbox().note("transform.t", "mk5"), "");
  outbox().store(none, true, {{"transform.t", "mk3", ""}});
  const auto notes = outbox().notes("transform.t");
  ASSERT_EQ(notes.size(), 1u) << "the other one was removed";
  EXPECT_EQ(notes[0]->key, "mk4");
  EXPECT_TRUE(outbox().notes("transform").empty());
}

TEST_F(DiskOutboxTest, keeps_the_note_that_was_written_later) {
  std::vector<Delivery> none;
  const auto later = Clock::time_point(2s);
  outbox().store(none, true, {{"transform.t", "mk3", "60", later}});
  outbox().store(none, true, {{"transform.t", "mk3", "50", later - 1s}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "60");
  restart();
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "60");
  outbox().store(none, true, {{"transform.t", "mk3", "70", later - 1s}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "70") << "a note of an earlier process is the oldest";
}

TEST_F(DiskOutboxTest, notes_without_deliveries_do_not_wait_for_the_disk) {
  outbox();
  const auto before = disk_.syncs();
  std::vector<Delivery> none;
  outbox().store(none, true, {{"transform.t", "mk3", "50"}});
  EXPECT_EQ(disk_.syncs(), before);
  outbox().flush();
  EXPECT_GT(disk_.syncs(), before);
}

TEST_F(DiskOutboxTest, keeps_only_notes_if_events_are_configured_to_stay_in_memory) {
  options_.disk.events = false;
  std::vector<Delivery> deliveries{make("1")};
  outbox().store(deliveries, true, {{"transform.t", "mk3", "50"}});
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_EQ(outbox().health().problem, "");
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "50");
}

TEST_F(DiskOutboxTest, delivers_what_is_on_disk_after_a_change_to_memory) {
  store(make("1"));
  restart();
  options_.disk.events = false;
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(DiskOutboxTest, publishers_share_a_commit) {
  outbox();
  const int before = disk_.syncs();
  store(make("1"));
  const int each = disk_.syncs() - before;
  ASSERT_GT(each, 0);
  constexpr int kPublishers = 8, kEvents = 50;
  std::latch start(kPublishers);
  std::atomic<int> next = 2;
  std::vector<std::thread> publishers;
  for (int i = 0; i < kPublishers; ++i) {
    publishers.emplace_back([&] {
      start.arrive_and_wait();
      for (int k = 0; k < kEvents; ++k) store(make(std::to_string(next++)));
    });
  }
  for (auto& publisher : publishers) publisher.join();
  EXPECT_EQ(waitingIds().size(), 1u + kPublishers * kEvents);
  EXPECT_LT(disk_.syncs() - before, each * kPublishers * kEvents);
}

/// Many threads work at once while the disk writes.
TEST_F(DiskOutboxTest, has_the_same_after_a_restart_as_many_threads_left) {
  constexpr int kPublishers = 4, kEvents = 200;
  options_.bounds.events = 100;
  outbox();
  std::atomic<int> publishing = kPublishers;
  std::vector<std::thread> threads;
  for (int p = 0; p < kPublishers; ++p) {
    threads.emplace_back([this, p, &publishing] {
      for (int i = 0; i < kEvents; ++i) store(make(std::to_string(kEvents * p + i)));
      --publishing;
    });
  }
  threads.emplace_back([this, &publishing] {
    for (std::uint64_t after = 0, turn = 0; publishing > 0; ++turn) {
      for (auto& delivery : outbox().waiting("slack", after, 3)) {
        after = delivery.sequence;
        if (!outbox().claim(delivery)) continue;
        ++delivery.attempts;
        switch (delivery.sequence % 4) {
          case 0: outbox().delivered(delivery); break;
          case 1: outbox().bury(delivery, {.reason = "400"}); break;
          default: outbox().release(delivery);
        }
      }
      if (turn % 16 == 0) outbox().deadLetters().replay({}, time_.now());
    }
  });
  threads.emplace_back([this, &publishing] {
    while (publishing > 0) {
      outbox().flush();
      outbox().counts("slack");
      std::this_thread::yield();
    }
  });
  for (auto& thread : threads) thread.join();
  const auto waiting = waitingIds();
  const auto dead = deadIds(outbox());
  EXPECT_GT(waiting.size(), 0u);
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  restart();
  EXPECT_EQ(waitingIds(), waiting);
  EXPECT_EQ(deadIds(outbox()), dead);
}

TEST_F(DiskOutboxTest, writes_an_end_within_a_moment_without_a_sync) {
  outbox().delivered(store(make("1")));
  const int before = disk_.syncs();
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskStorage::kFlush));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  EXPECT_EQ(disk_.syncs(), before);
  const testing::TemporaryFolder asAfterAKill;
  for (const auto* name : {"outbox.db", "outbox.db-wal"}) {
    std::filesystem::copy_file(folder_.path() / name, asAfterAKill.path() / name);
  }
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterAKill.path(), time_)), IsEmpty());
}

TEST_F(DiskOutboxTest, writes_an_end_in_time_though_its_thread_rests_for_an_earlier_one) {
  const auto first = store(make("1")), second = store(make("2"));
  outbox().delivered(first);
  const auto rests = time_.awaitWaiterIn(1ms, DiskStorage::kFlush);
  outbox().flush();
  time_.advance(DiskStorage::kFlush / 2);
  outbox().delivered(second);
  time_.advanceTo(rests);
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskStorage::kFlush / 2));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterAKill.path(), time_)), IsEmpty());
}

TEST_F(DiskOutboxTest, a_flush_syncs_earlier_writes) {
  outbox().delivered(store(make("1")));
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskStorage::kFlush));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  const int before = disk_.syncs();
  outbox().flush();
  EXPECT_GT(disk_.syncs(), before);
}

TEST_F(DiskOutboxTest, ages_of_dead_letters_continue_over_a_restart_and_a_clock_that_is_set) {
  const auto age = options_.bounds.deadLetterAge;
  outbox().bury(store(make("1")), {.reason = "400", .time = time_.wallClock(), .at = time_.now()});
  time_.advance(1h);
  restart();
  time_.setWallClock(time_.wallClock() + 2 * age, false);
  EXPECT_EQ(outbox().deadLetters().expire(time_.now()), time_.now() + age - 1h);
  time_.setWallClock(time_.wallClock() + 2 * age, true);
  EXPECT_EQ(outbox().deadLetters().expire(time_.now()), time_.now() + age - 1h);
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
}

/// Each event is read from the disk, and the delivery log through a connection of its own.
TEST_F(DiskOutboxTest, a_stop_empties_the_log_of_the_database) {
  options_.bounds.events = 0;
  outbox().delivered(store(make("1")));
  store(make("2"));
  EXPECT_THAT(waitingIds(), ElementsAre("2"));
  outbox().deliveryLog()->extent();
  EXPECT_GT(logBytes(), 0u);
  restart();
  EXPECT_EQ(logBytes(), 0u);
}

TEST_F(DiskOutboxTest, a_stop_empties_the_log_of_the_database_though_another_program_has_it_open) {
  store(make("1"));
  SQLite::Database other(file_.string());
  EXPECT_EQ(other.execAndGet("SELECT count(*) FROM delivery").getInt(), 1);
  restart();
  EXPECT_EQ(logBytes(), 0u);
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(DiskOutboxTest, a_stop_leaves_in_the_log_what_another_program_still_reads) {
  store(make("1"));
  SQLite::Database other(file_.string());
  other.exec("BEGIN; SELECT count(*) FROM delivery");
  store(make("2"));
  restart();
  EXPECT_EQ(other.execAndGet("SELECT count(*) FROM delivery").getInt(), 1) << "as when it began to read";
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(DiskOutboxTest, its_files_are_private) {
  store(make("1"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none) << entry.path();
  }
}

}  // namespace
}  // namespace herald::core
