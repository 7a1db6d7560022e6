#include "core/outbox/disk_outbox.h"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "core/clock/fake_time.h"
#include "core/files/temporary_folder.h"
#include "core/outbox/testing_disk.h"
#include "core/outbox/testing_outbox.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

class DiskOutboxTest : public ::testing::Test {
 protected:
  DiskOutbox& outbox() {
    if (!outbox_) outbox_ = std::make_unique<DiskOutbox>(options_, time_);
    return *outbox_;
  }
  void restart() { outbox_.reset(); }
  Delivery store(Delivery delivery) { return storeOne(outbox(), std::move(delivery)); }
  std::vector<std::string> waitingIds(const std::string& sink = "slack") { return core::waitingIds(outbox(), sink); }

  void keepNote(const std::string& key) {
    std::vector<Delivery> none;
    outbox().store(none, true, {{"source.mk3", key, key + " "}});
    outbox().flush();
  }

  void expectNothingSetAside() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("damaged")));
  }

  /// Lets the writer look again at a disk that refused.
  void retry() {
    time_.advanceTo(time_.awaitWaiterIn(DiskWriter::kRetry, DiskWriter::kRetry));
    time_.awaitWaiter(time_.now() + 1ms, Clock::time_point::max());
  }

  void takeFileAway() const {
    std::filesystem::rename(file_, away_);
    std::filesystem::create_directory(file_);
  }
  void giveFileBack() const {
    std::filesystem::remove(file_);
    std::filesystem::rename(away_, file_);
  }

  TemporaryFolder folder_{};
  const std::filesystem::path file_ = folder_.path() / "outbox.db";
  const std::filesystem::path away_ = folder_.path() / "away";
  TestDisk disk_{};
  FakeTime time_{};
  DiskOutbox::Options options_ = [this] {
    auto options = diskIn(folder_.path());
    options.disk.file.vfs = disk_.name();
    return options;
  }();
  std::unique_ptr<DiskOutbox> outbox_{};
};

TEST_F(DiskOutboxTest, what_an_earlier_process_left_is_counted_as_returned) {
  store(make("1"));
  restart();
  store(make("2"));
  const auto totals = outbox().counts("slack").totals;
  EXPECT_EQ(totals.returned, 1u);
  EXPECT_EQ(totals.accepted, 1u);
}

TEST_F(DiskOutboxTest, what_was_stored_is_there_after_a_restart) {
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
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2")) << "that it waits is known still";
}

TEST_F(DiskOutboxTest, what_has_ended_is_not_there_after_a_restart) {
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

TEST_F(DiskOutboxTest, moves_and_replays_are_there_after_a_restart) {
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

TEST_F(DiskOutboxTest, sequences_go_on_even_if_nothing_is_left) {
  const auto first = store(make("1"));
  outbox().delivered(first);
  restart();
  EXPECT_GT(store(make("2")).sequence, first.sequence);
}

TEST_F(DiskOutboxTest, the_age_goes_on_over_a_restart) {
  auto delivery = make("1");
  delivery.accepted = time_.now() - 5min;
  store(delivery);
  restart();
  time_.advance(10min);
  EXPECT_EQ(outbox().counts("slack").oldest, time_.now() - 15min);
}

TEST_F(DiskOutboxTest, what_is_only_in_memory_by_choice_says_so) {
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

TEST_F(DiskOutboxTest, notes_are_there_after_a_restart) {
  std::vector<Delivery> deliveries{make("1")};
  outbox().store(deliveries, true, {{"transform.t", "mk3", "50"}});
  std::vector<Delivery> none;
  outbox().store(none, true, {{"transform.t", "mk4", "10"}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "50");
  restart();
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "50");
  EXPECT_EQ(outbox().note("transform.t", "mk4"), "10");
  EXPECT_EQ(outbox().note("transform.t", "mk5"), "");
}

TEST_F(DiskOutboxTest, of_two_notes_for_one_key_the_one_that_was_written_later_stays) {
  std::vector<Delivery> none;
  const auto later = Clock::time_point(2s);
  outbox().store(none, true, {{"transform.t", "mk3", "60", later}});
  outbox().store(none, true, {{"transform.t", "mk3", "50", later - 1s}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "60");
  restart();
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "60");
  outbox().store(none, true, {{"transform.t", "mk3", "70", later - 1s}});
  EXPECT_EQ(outbox().note("transform.t", "mk3"), "70") << "an earlier life's is the oldest";
}

TEST_F(DiskOutboxTest, notes_alone_wait_for_no_disk) {
  outbox();
  const auto before = disk_.syncs();
  std::vector<Delivery> none;
  outbox().store(none, true, {{"transform.t", "mk3", "50"}});
  EXPECT_EQ(disk_.syncs(), before);
  outbox().flush();
  EXPECT_GT(disk_.syncs(), before);
}

TEST_F(DiskOutboxTest, in_memory_by_choice_only_notes_are_kept) {
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

TEST_F(DiskOutboxTest, what_was_accepted_on_disk_is_delivered_though_memory_is_the_choice_now) {
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

/// Whatever the disk does meanwhile, and whoever is at work.
TEST_F(DiskOutboxTest, what_many_threads_leave_is_what_is_there_after_a_restart) {
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

TEST_F(DiskOutboxTest, an_end_needs_no_sync_and_is_written_within_a_moment) {
  outbox().delivered(store(make("1")));
  const int before = disk_.syncs();
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskWriter::kFlush));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  EXPECT_EQ(disk_.syncs(), before);
  const TemporaryFolder asAfterAKill;
  for (const auto* name : {"outbox.db", "outbox.db-wal"}) {
    std::filesystem::copy_file(folder_.path() / name, asAfterAKill.path() / name);
  }
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterAKill.path(), time_)), IsEmpty());
}

TEST_F(DiskOutboxTest, a_flush_syncs_what_was_written_without) {
  outbox().delivered(store(make("1")));
  time_.advanceTo(time_.awaitWaiterIn(1ms, DiskWriter::kFlush));
  time_.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  const int before = disk_.syncs();
  outbox().flush();
  EXPECT_GT(disk_.syncs(), before);
}

TEST_F(DiskOutboxTest, the_age_of_a_dead_letter_goes_on_over_a_restart_and_over_a_clock_that_is_set) {
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

TEST_F(DiskOutboxTest, a_disk_that_refuses_is_made_up_for_by_memory_and_said) {
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

TEST_F(DiskOutboxTest, what_goes_to_disk_again_outlasts_a_power_cut_from_then_on) {
  store(make("1"));
  disk_.refuseWrites(true);
  store(make("2"));
  disk_.refuseWrites(false);
  retry();
  ASSERT_TRUE(outbox().health().durable) << outbox().health().problem;
  const TemporaryFolder asAfterACut;
  std::mt19937 random(1);
  disk_.cutPower(asAfterACut.path(), random);
  EXPECT_THAT(core::waitingIds(*openDisk(asAfterACut.path(), time_)), ElementsAre("1", "2"));
}

TEST_F(DiskOutboxTest, in_memory_the_bounds_of_the_memory_hold) {
  options_.bounds.events = 2;
  for (const auto* id : {"1", "2", "3"}) store(make(id));
  disk_.refuseWrites(true);
  for (const auto* id : {"4", "5", "6"}) store(make(id));
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2", "3", "5", "6"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("queue full: lifecycle", 1)));
}

TEST_F(DiskOutboxTest, a_delivery_that_ended_while_the_disk_refused_does_not_come_back) {
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

TEST_F(DiskOutboxTest, a_disk_that_is_nearly_full_is_left_alone) {
  options_.disk.file.reserve = std::uint64_t{1} << 62;
  const auto delivery = store(make("1"));
  EXPECT_FALSE(outbox().health().durable);
  EXPECT_THAT(outbox().health().problem, HasSubstr("nearly full"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
  restart();
  EXPECT_THAT(waitingIds(), IsEmpty());
}

TEST_F(DiskOutboxTest, a_deleted_file_is_noticed_and_all_of_it_written_anew) {
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

TEST_F(DiskOutboxTest, of_a_deleted_file_what_is_not_in_memory_is_still_read) {
  options_.bounds.events = 0;
  store(make("1"));
  store(make("2"));
  std::filesystem::remove(folder_.path() / "outbox.db");
  store(make("3", Category::Lifecycle, "mail"));
  retry();
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(DiskOutboxTest, what_cannot_be_read_back_is_counted_once_and_gone) {
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

TEST_F(DiskOutboxTest, what_the_disk_does_not_give_for_a_while_stays) {
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

TEST_F(DiskOutboxTest, one_that_the_disk_never_gives_again_is_lost_and_counted_and_all_else_goes_on) {
  options_.bounds.events = 0;
  auto broken = make("1");
  auto event = *broken.event;
  event.payload = '"' + std::string(20000, 'x') + '"';
  broken.event = std::make_shared<Event>(event);
  store(broken);
  store(make("2"));
  restart();
  disk_.breakByte(file_, TestDisk::contentOf(file_.string()).rfind("xxx"));
  store(make("3"));
  EXPECT_THROW(outbox().waiting("slack", 0, 9), Unreadable);
  EXPECT_FALSE(outbox().health().durable);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_THAT(waitingIds(), ElementsAre("2", "3"));
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("unreadable on disk", 1)));
  expectNothingSetAside();
}

TEST_F(DiskOutboxTest, what_an_earlier_process_left_is_not_taken_twice) {
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

TEST_F(DiskOutboxTest, a_file_that_the_disk_does_not_give_at_the_start_is_not_taken_for_damaged) {
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

TEST_F(DiskOutboxTest, dead_letters_that_the_disk_does_not_give_for_a_while_stay) {
  outbox().bury(store(make("1")), {.reason = "400"});
  outbox().flush();
  disk_.refuseReads(true);
  EXPECT_THROW(deadIds(outbox()), Unreadable);
  disk_.refuseReads(false);
  retry();
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1"));
}

TEST_F(DiskOutboxTest, a_dead_letter_that_is_damaged_is_none) {
  outbox().bury(store(make("1")), {.reason = "400"});
  outbox().flush();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET payload = 'x'");
  EXPECT_THAT(deadIds(outbox()), IsEmpty());
  EXPECT_EQ(outbox().counts("slack").deadLetters, 0u);
  EXPECT_THAT(outbox().counts("slack").dropped, ElementsAre(Pair("unreadable on disk: dead letter", 1)));
}

TEST_F(DiskOutboxTest, an_attempt_that_the_disk_does_not_count_moves_nothing_into_memory) {
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

TEST_F(DiskOutboxTest, who_waits_for_room_hears_of_a_disk_that_is_back) {
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

TEST_F(DiskOutboxTest, what_cannot_be_read_back_for_another_file_is_taken_from_memory) {
  store(make("1"));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET payload = 'x'");
  std::filesystem::remove(file_);
  store(make("2"));
  retry();
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 0u);
  restart();
  EXPECT_THAT(waitingIds(), ElementsAre("1", "2"));
}

TEST_F(DiskOutboxTest, a_move_while_the_disk_refuses_moves_nothing_that_is_there_and_loses_nothing) {
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

TEST_F(DiskOutboxTest, a_folder_that_cannot_be_written_from_the_start_is_tried_again) {
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

TEST_F(DiskOutboxTest, what_an_earlier_process_left_is_there_once_the_disk_can_be_read) {
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

TEST_F(DiskOutboxTest, a_folder_that_may_not_be_written_is_made_up_for_by_memory) {
  options_.disk.file.vfs = nullptr;
  const WithoutPrivileges nobody;
  store(make("1"));
  EXPECT_THAT(outbox().health().problem, HasSubstr("Permission denied"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  EXPECT_EQ(outbox().counts("slack").inMemoryOnly, 1u);
}

class InFlightTest : public DiskOutboxTest {
 protected:
  /// Attempts all that waits with one of these ids, as far as the outbox lets it.
  std::vector<std::string> attempt(const std::vector<std::string>& wanted) {
    std::vector<std::string> attempted;
    for (const auto& delivery : outbox().waiting("slack", 0, 9)) {
      if (std::find(wanted.begin(), wanted.end(), delivery.event->id) == wanted.end()) continue;
      if (outbox().claim(delivery)) attempted.push_back(delivery.event->id);
    }
    return attempted;
  }

  /// As a kill leaves it.
  void crash() {
    const TemporaryFolder asAfterAKill;
    for (const auto* name : {"in-flight", "outbox.db", "outbox.db-wal"}) {
      if (std::filesystem::is_regular_file(folder_.path() / name))
        std::filesystem::copy_file(folder_.path() / name, asAfterAKill.path() / name);
    }
    restart();
    for (const auto& left : std::filesystem::directory_iterator(asAfterAKill.path())) {
      const auto file = folder_.path() / left.path().filename();
      std::filesystem::copy_file(left.path(), file, std::filesystem::copy_options::overwrite_existing);
    }
  }
};

TEST_F(InFlightTest, what_was_being_attempted_at_three_unclean_ends_in_a_row_is_set_aside_when_its_turn_comes) {
  store(make("poison"));
  store(make("innocent"));
  for (const auto& attempted : std::vector<std::vector<std::string>>{{"poison", "innocent"}, {"poison"}}) {
    EXPECT_EQ(attempt(attempted), attempted);
    crash();
  }
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("poison", "innocent"));
  crash();
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("innocent"));
  EXPECT_THAT(waitingIds(), ElementsAre("innocent"));
  const auto dead = outbox().deadLetters().list({}, 0, 9);
  ASSERT_THAT(ids(dead), ElementsAre("poison"));
  EXPECT_THAT(dead[0].ending.reason, HasSubstr("3 times in a row"));
  EXPECT_EQ(dead[0].attempts, 3);
  outbox().deadLetters().replay({}, time_.now());
  EXPECT_THAT(attempt({"poison"}), ElementsAre("poison")) << "an operator's word counts for more";
}

TEST_F(InFlightTest, what_ends_the_process_next_brings_no_dead_letter_back) {
  for (const auto* id : {"1", "2"}) store(make(id));
  for (int lives = 0; lives < 8; ++lives) {
    const auto waiting = outbox().waiting("slack", 0, 9);
    for (const auto& delivery : waiting) {
      if (outbox().claim(delivery)) break;  // which ends it
    }
    crash();
  }
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "2"));
}

TEST_F(InFlightTest, a_suspicion_outlasts_an_end_before_its_turn) {
  store(make("poison"));
  for (int i = 0; i < 3; ++i) {
    attempt({"poison"});
    crash();
  }
  outbox();
  crash();
  EXPECT_THAT(attempt({"poison"}), IsEmpty());
}

TEST_F(InFlightTest, a_start_without_the_disk_takes_no_other_delivery_for_the_one_that_was_attempted) {
  store(make("poison"));
  for (int i = 0; i < 2; ++i) {
    attempt({"poison"});
    crash();
  }
  takeFileAway();
  store(make("innocent"));
  EXPECT_THAT(attempt({"innocent"}), ElementsAre("innocent"));
  giveFileBack();
  retry();
  EXPECT_THAT(attempt({"poison"}), ElementsAre("poison"));
  crash();
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("innocent"));
}

TEST_F(InFlightTest, a_clean_end_in_between_clears_the_suspicion) {
  store(make("1"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(attempt({"1"}), ElementsAre("1"));
    if (i == 2) {
      restart();
    } else {
      crash();
    }
  }
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(DiskOutboxTest, its_files_are_private) {
  store(make("1"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none) << entry.path();
  }
}

}  // namespace
}  // namespace herald::core
