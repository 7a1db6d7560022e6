// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/sink_dead_letters.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/recording_log.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr Clock::time_point kToday{1000h};

/// Room for two dead letters on disk and one in memory, for ten hours.
class SinkDeadLettersTest : public ::testing::Test {
 protected:
  static Delivery letter(std::uint64_t sequence, Clock::time_point ended = kToday) {
    auto delivery = make(std::to_string(sequence));
    delivery.sequence = sequence;
    delivery.ending = {.reason = "400: no", .at = ended};
    return delivery;
  }
  void add(std::uint64_t sequence, bool onDisk, Clock::time_point ended = kToday) {
    const auto dead = letter(sequence, ended);
    letters_.add(dead, sizeOf(dead), onDisk ? sequence : 0, onDisk);
  }
  static std::vector<std::uint64_t> sequences(const BoundedDeadLetters& letters) {
    std::vector<std::uint64_t> result;
    for (const auto& [sequence, one] : letters.all()) result.push_back(sequence);
    return result;
  }

  const QueueBounds bounds_{.events = 1, .deadLetterAge = 10h, .diskEvents = 2};
  RecordingLog log_{};
  SinkDeadLetters::Drops drops_{};
  const std::string sink_ = "slack";
  SinkDeadLetters letters_{sink_, bounds_, log_, drops_};
};

TEST_F(SinkDeadLettersTest, keeps_the_whole_letter_only_in_memory) {
  EXPECT_TRUE(letters_.empty());
  add(1, true);
  add(2, false);
  EXPECT_EQ(letters_.size(), 2u);
  EXPECT_EQ(letters_.onDisk().all().at(1).whole, nullptr);
  EXPECT_EQ(letters_.inMemory().all().at(2).whole->event->id, "2");
  EXPECT_THAT(log_.taken(), IsEmpty()) << "what is on disk was logged before";
}

TEST_F(SinkDeadLettersTest, drops_and_counts_the_oldest_above_the_bounds_of_each_place) {
  for (const auto sequence : {1, 2, 3}) add(static_cast<std::uint64_t>(sequence), true);
  for (const auto sequence : {4, 5}) add(static_cast<std::uint64_t>(sequence), false);
  EXPECT_THAT(sequences(letters_.onDisk()), ElementsAre(2, 3));
  EXPECT_THAT(sequences(letters_.inMemory()), ElementsAre(5));
  EXPECT_THAT(drops_, ElementsAre(Pair("too many dead letters", 2)));
  EXPECT_THAT(log_.taken(), ElementsAre("remove 1")) << "no row belongs to the one in memory";
}

TEST_F(SinkDeadLettersTest, drops_and_counts_what_is_too_old) {
  add(1, true, kToday - 9h);
  add(2, true, kToday);
  add(3, false, kToday - 10h);
  EXPECT_EQ(letters_.expire(kToday), kToday + 1h);
  EXPECT_THAT(sequences(letters_.inMemory()), IsEmpty());
  EXPECT_EQ(letters_.expire(kToday + 1h), kToday + 10h);
  EXPECT_THAT(sequences(letters_.onDisk()), ElementsAre(2));
  EXPECT_THAT(drops_, ElementsAre(Pair("too old: dead letter", 2)));
  EXPECT_THAT(log_.taken(), ElementsAre("remove 1"));
}

TEST_F(SinkDeadLettersTest, a_new_one_makes_room_by_age_first) {
  add(1, true, kToday - 11h);
  add(2, true, kToday);
  EXPECT_THAT(sequences(letters_.onDisk()), ElementsAre(2));
  EXPECT_THAT(drops_, ElementsAre(Pair("too old: dead letter", 1)));
}

TEST_F(SinkDeadLettersTest, restores_what_an_earlier_process_left) {
  letters_.restore({.sequence = 1, .sink = "slack", .category = Category::Error, .size = 100, .ended = kToday});
  EXPECT_EQ(letters_.onDisk().all().at(1).category, Category::Error);
  EXPECT_EQ(letters_.expire(kToday + 10h), kToday + 20h);
  EXPECT_TRUE(letters_.empty()) << "its age began before";
}

TEST_F(SinkDeadLettersTest, removes_the_row_of_one_on_disk_and_only_of_that) {
  add(1, true);
  add(2, false);
  EXPECT_TRUE(letters_.remove(1));
  EXPECT_TRUE(letters_.remove(2));
  EXPECT_FALSE(letters_.remove(3));
  EXPECT_THAT(log_.taken(), ElementsAre("remove 1"));
  add(4, true);
  EXPECT_EQ(letters_.take(4), 4u);
  EXPECT_FALSE(letters_.take(4));
  EXPECT_THAT(log_.taken(), IsEmpty()) << "the row stays for the delivery that waits again";
}

TEST_F(SinkDeadLettersTest, one_that_the_disk_refused_goes_there_when_it_can) {
  add(1, true);
  EXPECT_TRUE(letters_.demote(letter(1), 0));
  EXPECT_FALSE(letters_.demote(letter(2), 0));
  EXPECT_THAT(sequences(letters_.inMemory()), ElementsAre(1));
  log_.open = false;
  letters_.promote();
  EXPECT_THAT(sequences(letters_.inMemory()), ElementsAre(1));
  log_.open = true;
  letters_.promote();
  EXPECT_THAT(sequences(letters_.onDisk()), ElementsAre(1));
  EXPECT_TRUE(letters_.inMemory().all().empty());
  EXPECT_THAT(log_.taken(), ElementsAre("add 1"));
}

TEST_F(SinkDeadLettersTest, one_in_memory_that_has_a_row_on_disk_ends_there_too_and_goes_back_there) {
  add(1, true);
  letters_.demote(letter(1), 1);
  letters_.demote(letter(1), 7);  // it turns out to be in another one
  EXPECT_TRUE(letters_.remove(1));
  EXPECT_THAT(log_.taken(), ElementsAre("remove 7"));
  add(2, true);
  letters_.demote(letter(2), 8);
  EXPECT_EQ(letters_.take(2), 8u);
  add(3, true);
  letters_.demote(letter(3), 9);
  letters_.promote();
  EXPECT_THAT(sequences(letters_.onDisk()), ElementsAre(3));
  EXPECT_THAT(log_.taken(), ElementsAre("update 9"));
  letters_.remove(3);
  EXPECT_THAT(log_.taken(), ElementsAre("remove 3"));
}

TEST_F(SinkDeadLettersTest, counts_one_that_the_disk_cannot_return) {
  add(1, true);
  add(2, false);
  EXPECT_TRUE(letters_.lose(1));
  EXPECT_FALSE(letters_.lose(2)) << "memory has it";
  EXPECT_THAT(drops_, ElementsAre(Pair("unreadable on disk: dead letter", 1)));
}

}  // namespace
}  // namespace herald::core
