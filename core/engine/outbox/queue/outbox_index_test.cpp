// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/outbox_index.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/recording_log.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Clock::time_point kStart{1000s};

class OutboxIndexTest : public ::testing::Test {
 protected:
  /// Adds a delivery and returns it with its sequence.
  Delivery add(Delivery delivery) {
    std::vector<Delivery> deliveries{std::move(delivery)};
    EXPECT_TRUE(index_.add(deliveries));
    return deliveries.front();
  }
  Delivery addDead(const std::string& id) {
    auto letter = make(id);
    letter.ending = {.reason = "400: no", .at = kStart};
    return add(letter);
  }
  std::vector<std::string> waiting(const std::string& sink) { return ids(index_.queue(sink).waiting(0, 9)); }

  RecordingLog log_{};
  OutboxIndex index_{{.events = 2, .deadLetterAge = 10h, .diskEvents = 2}, log_};
};

TEST_F(OutboxIndexTest, gives_rising_sequences_over_all_sinks_and_logs_each_delivery) {
  std::vector<Delivery> deliveries{make("1"), make("1", Category::Lifecycle, "mail")};
  EXPECT_TRUE(index_.add(deliveries));
  EXPECT_EQ(deliveries[0].sequence, 1u);
  EXPECT_EQ(deliveries[1].sequence, 2u);
  EXPECT_EQ(index_.lastSequence(), 2u);
  EXPECT_THAT(log_.taken(), ElementsAre("add 1", "add 2"));
  EXPECT_THAT(index_.waitingSinks(), ElementsAre("mail", "slack"));
}

TEST_F(OutboxIndexTest, says_whether_an_event_waited_for_its_sink_already) {
  add(make("1"));
  std::vector<Delivery> again{make("1"), make("2")};
  EXPECT_FALSE(index_.add(again));
  EXPECT_THAT(waiting("slack"), ElementsAre("1", "2"));
  add(make("1", Category::Lifecycle, "mail"));
}

TEST_F(OutboxIndexTest, continues_behind_what_an_earlier_process_left) {
  const auto note = std::make_shared<const Note>(Note{.owner = "source.mk3", .key = "job", .value = "{}"});
  index_.adopt(
      {{.sequence = 7, .sink = "slack", .id = "1"}, {.sequence = 8, .sink = "mail", .id = "1", .ended = kStart}},
      {note}, 5);
  EXPECT_EQ(index_.lastSequence(), 8u);
  EXPECT_EQ(index_.notes().value("source.mk3", "job"), "{}");
  EXPECT_EQ(index_.queue("slack").counts().waiting, 1u);
  EXPECT_EQ(index_.queue("mail").counts().deadLetters, 1u);
  index_.adopt({}, {}, 20);
  EXPECT_EQ(add(make("2")).sequence, 21u) << "an ended delivery may have had the newest sequence";
  EXPECT_THAT(log_.taken(), ElementsAre("add 21"));
}

TEST_F(OutboxIndexTest, knows_whether_all_sinks_have_room_or_one) {
  add(make("1"));
  add(make("2"));
  const auto third = make("3");
  const auto other = make("3", Category::Lifecycle, "mail");
  EXPECT_FALSE(index_.allFit({third}));
  EXPECT_FALSE(index_.someAdmit({third}));
  EXPECT_FALSE(index_.allFit({third, other}));
  EXPECT_TRUE(index_.someAdmit({third, other}));
  EXPECT_TRUE(index_.allFit({other}));
  log_.open = false;
  EXPECT_TRUE(index_.allFit({third})) << "in memory";
}

TEST_F(OutboxIndexTest, moves_to_the_end_of_another_sink) {
  add(make("1"));
  add(make("2", Category::Lifecycle, "mail"));
  EXPECT_EQ(index_.move("slack", "slack"), 0u);
  EXPECT_EQ(index_.move("nobody", "mail"), 0u);
  EXPECT_EQ(index_.move("slack", "mail"), 1u);
  EXPECT_THAT(waiting("mail"), ElementsAre("2", "1"));
  EXPECT_EQ(index_.lastSequence(), 3u);
  EXPECT_THAT(index_.waitingSinks(), ElementsAre("mail"));
  EXPECT_EQ(index_.find("nobody"), nullptr) << "a question makes no queue";
}

TEST_F(OutboxIndexTest, purges_one_sink) {
  add(make("1"));
  add(make("2", Category::Lifecycle, "mail"));
  EXPECT_EQ(index_.purge("slack"), 1u);
  EXPECT_EQ(index_.purge("nobody"), 0u);
  EXPECT_THAT(index_.waitingSinks(), ElementsAre("mail"));
}

TEST_F(OutboxIndexTest, replays_a_dead_letter_unless_its_event_waits) {
  const auto letter = addDead("1");
  Replay result;
  index_.replay(letter, kStart, result);
  index_.replay(letter, kStart, result);
  EXPECT_EQ(result.count, 1u) << "the second time it is gone";
  EXPECT_EQ(result.left, 0u);
  EXPECT_THAT(result.sinks, ElementsAre("slack"));
  EXPECT_EQ(index_.lastSequence(), 2u);
  const auto again = addDead("1");
  index_.replay(again, kStart, result);
  EXPECT_EQ(result.left, 1u);
  EXPECT_EQ(index_.lastSequence(), 3u) << "it takes no sequence";
}

TEST_F(OutboxIndexTest, expires_dead_letters_and_says_when_the_next_one_is_due) {
  addDead("1");
  EXPECT_EQ(index_.expireDeadLetters(kStart + 9h), kStart + 10h);
  EXPECT_EQ(index_.queue("slack").counts().deadLetters, 1u);
  EXPECT_EQ(index_.expireDeadLetters(kStart + 10h), kStart + 20h);
  EXPECT_EQ(index_.queue("slack").counts().deadLetters, 0u);
}

TEST_F(OutboxIndexTest, the_disk_has_all_that_it_took) {
  add(make("1"));
  addDead("2");
  const auto third = add(make("3", Category::Lifecycle, "mail"));
  log_.open = false;
  add(make("4"));
  EXPECT_THAT(index_.onDisk(), UnorderedElementsAre(1, 2, 3));
  index_.demote(third, 0);
  EXPECT_THAT(index_.onDisk(), UnorderedElementsAre(1, 2));
  log_.open = true;
  index_.promote();
  EXPECT_THAT(index_.onDisk(), UnorderedElementsAre(1, 2, 3, 4));
  log_.taken();
  EXPECT_EQ(index_.sinkOf(2), "slack") << "a dead letter";
  EXPECT_EQ(index_.sinkOf(3), "mail");
  index_.lose(2);
  EXPECT_EQ(index_.sinkOf(2), "");
  EXPECT_THAT(index_.onDisk(), UnorderedElementsAre(1, 3, 4));
  EXPECT_EQ(index_.queue("slack").counts().dropped.at("unreadable on disk: dead letter"), 1u);
}

/// The disk has refused to move it: its row is still the one of before.
TEST_F(OutboxIndexTest, one_that_is_in_memory_only_ends_in_the_row_that_it_still_has) {
  add(make("1"));
  add(make("2"));
  index_.move("slack", "mail");
  for (auto& moved : index_.queue("mail").waiting(0, 9)) index_.demote(moved, moved.sequence - 2);
  EXPECT_THAT(index_.keptRows(), ElementsAre(1, 2));
  EXPECT_TRUE(index_.waitsOnDisk());
  log_.taken();
  const auto moved = index_.queue("mail").waiting(0, 9);
  index_.queue("mail").deliver(moved.at(0));
  EXPECT_THAT(log_.taken(), ElementsAre("remove 1"));
  index_.queue("mail").bury(moved.at(1), {.reason = "400", .at = kStart});
  EXPECT_THAT(log_.taken(), ElementsAre("update 2"));
  EXPECT_THAT(index_.keptRows(), IsEmpty());
  EXPECT_FALSE(index_.waitsOnDisk()) << "a dead letter does not wait";
}

TEST_F(OutboxIndexTest, one_that_has_a_row_goes_back_there_even_if_the_disk_takes_nothing_new) {
  add(make("1"));
  index_.move("slack", "mail");
  index_.demote(index_.queue("mail").waiting(0, 1).at(0), 1);
  log_.taken();
  log_.isLow = true;
  index_.promote();
  EXPECT_THAT(log_.taken(), ElementsAre("update 1"));
  EXPECT_THAT(index_.onDisk(), ElementsAre(2));
  EXPECT_THAT(index_.keptRows(), IsEmpty());
}

/// Such as a replay that the disk refused.
TEST_F(OutboxIndexTest, a_dead_letter_in_memory_takes_its_row_along_when_it_waits_again) {
  const auto letter = addDead("1");
  index_.demote(letter, 1);
  log_.open = false;
  Replay result;
  index_.replay(letter, kStart, result);
  EXPECT_EQ(result.count, 1u);
  EXPECT_THAT(index_.keptRows(), ElementsAre(1));
  log_.open = true;
  log_.taken();
  index_.purge("slack");
  EXPECT_THAT(log_.taken(), ElementsAre("remove 1"));
}

TEST_F(OutboxIndexTest, keeps_and_logs_the_newest_note) {
  index_.keep({.owner = "source.mk3", .key = "job", .value = "new", .written = kStart});
  index_.keep({.owner = "source.mk3", .key = "job", .value = "old", .written = kStart - 1s});
  EXPECT_EQ(index_.notes().value("source.mk3", "job"), "new");
  EXPECT_EQ(index_.notes().value("source.mk4", "job"), "");
  EXPECT_THAT(log_.taken(), ElementsAre("keep job"));
}

}  // namespace
}  // namespace herald::core
