// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <latch>

#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/testing/outbox_requests.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/outbox/testing/faulty_disk.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

constexpr int kMany = 3000;

/// A long queue of one sink: nearly all of its bodies are on disk only.
class LongQueueTest : public ::testing::Test {
 protected:
  void store(int devices, int each) {
    for (int i = 0; i < each; ++i) {
      std::vector<Delivery> deliveries;
      for (int device = 0; device < devices; ++device) {
        auto event = std::make_shared<Event>();
        event->id = std::to_string(events_.size());
        event->device = std::to_string(device);
        event->category = Category::Lifecycle;
        events_.push_back(event);
        deliveries.push_back({.sink = "slack", .event = std::move(event), .accepted = time_.now()});
      }
      outbox_.store(deliveries);
    }
  }

  /// Delivers all that waits. Returns how many.
  int deliverAll() {
    int count = 0;
    for (;;) {
      while (isToCheck()) check();
      const auto turn = nextClaimed(schedule_, outbox_, time_);
      if (!turn) return count;
      outbox_.delivered(turn->delivery);
      schedule_.conclude(*turn, {});
      ++count;
    }
  }

  void check() { readAndCheck(schedule_, outbox_, time_); }
  bool isToCheck() const { return std::min(schedule_.checkAt(), schedule_.requestAt()) <= time_.now(); }

  std::size_t bodiesInMemory() const {
    return static_cast<std::size_t>(
        std::count_if(events_.begin(), events_.end(), [](const auto& event) { return !event.expired(); }));
  }

  void makeUnreadable() {
    SQLite::Database((folder_.path() / "outbox.db").string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE delivery SET payload = 'unreadable'");
  }

  static constexpr std::size_t kBodies = 100;
  testing::TemporaryFolder folder_{};
  FakeTime time_{};
  FaultyDisk disk_{};
  DiskOutbox outbox_{[this] {
                       auto options = diskIn(folder_.path(), {.events = kBodies});
                       options.disk.file.vfs = disk_.name();
                       return options;
                     }(),
                     time_};
  Schedule schedule_{outbox_, time_, "slack", RetryPolicy{}};
  std::vector<std::weak_ptr<const Event>> events_{};
};

TEST_F(LongQueueTest, its_first_is_attempted_before_all_of_it_is_known) {
  store(1, kMany);
  check();
  EXPECT_EQ(schedule_.requestAt(), Clock::time_point{}) << "there is more to take in";
  EXPECT_TRUE(schedule_.next());
}

TEST_F(LongQueueTest, nothing_of_it_is_attempted_while_the_sink_is_paused) {
  store(1, kMany);
  schedule_.pause();
  while (isToCheck()) {
    check();
    ASSERT_FALSE(schedule_.next());
  }
  schedule_.resume();
  EXPECT_EQ(deliverAll(), kMany);
}

TEST_F(LongQueueTest, is_drained_whole) {
  store(3, kMany / 3);
  schedule_.drain();
  store(1, 1);
  schedule_.wake();
  EXPECT_EQ(deliverAll(), kMany);
  EXPECT_EQ(schedule_.status().state, SinkStatus::State::Paused);
}

TEST_F(LongQueueTest, how_much_of_it_is_left_is_known_without_reading_it) {
  store(3, kMany / 3);
  schedule_.drain();
  store(1, 1);
  makeUnreadable();
  EXPECT_EQ(schedule_.status().drainLeft, std::size_t{kMany});
  EXPECT_THAT(schedule_.status().discarded, ::testing::IsEmpty());
  outbox_.purge("slack");
  EXPECT_EQ(schedule_.status().drainLeft, 0u);
}

TEST_F(LongQueueTest, has_at_most_one_head_of_each_device_in_memory_beside_the_outbox) {
  constexpr std::size_t kDevices = 50;
  for (int i = 0; i < 60; ++i) {
    store(kDevices, 1);
    schedule_.wake();
    check();
  }
  EXPECT_LE(bodiesInMemory(), kBodies + kDevices);
  EXPECT_EQ(deliverAll(), static_cast<int>(kDevices) * 60);
}

class UnreadableQueueTest : public LongQueueTest, public ::testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(Attempted, UnreadableQueueTest, ::testing::Bool());

TEST_F(LongQueueTest, is_not_drained_while_the_disk_does_not_give_it) {
  store(3, kMany / 3);
  disk_.refuseReads(true);
  schedule_.drain();
  EXPECT_LT(deliverAll(), kMany);
  EXPECT_TRUE(schedule_.status().draining);
}

TEST_P(UnreadableQueueTest, what_the_disk_does_not_give_waits_for_it) {
  schedule_.setPolicy({.ages = kUsualAges});
  store(3, kMany / 3);
  check();
  disk_.refuseReads(true);
  int delivered = 0;
  if (GetParam()) delivered = deliverAll();
  EXPECT_LT(delivered, kMany);
  time_.advance(kUsualAges.lifecycle);
  EXPECT_EQ(deliverAll(), 0) << "nor is it looked at all the time, though it is too old";
  outbox_.flush();  // then no end waits to be marked
  const auto retry = time_.awaitWaiterIn(DiskStorage::kRetry, DiskStorage::kRetry);
  std::latch woken(1);
  outbox_.setWake([&](const auto&) { woken.count_down(); });
  disk_.refuseReads(false);
  time_.advanceTo(retry);
  woken.wait();
  schedule_.wake();
  EXPECT_EQ(deliverAll(), 0);
  const auto counts = outbox_.counts("slack");
  EXPECT_EQ(counts.waiting, 0u);
  EXPECT_FALSE(counts.dropped.contains("unreadable on disk"));
  auto ended = counts.deadLetters + static_cast<std::size_t>(delivered);
  for (const auto& [reason, count] : counts.dropped) ended += count;  // more letters than fit into memory
  EXPECT_EQ(ended, static_cast<std::size_t>(kMany));
}

TEST_F(LongQueueTest, nothing_is_read_back_while_it_fits) {
  store(10, 9);
  makeUnreadable();
  EXPECT_EQ(deliverAll(), 90);
  EXPECT_THAT(schedule_.status().discarded, ::testing::IsEmpty());
}

}  // namespace
}  // namespace herald::core
