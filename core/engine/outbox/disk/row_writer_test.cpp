// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_writer.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/row_tables.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

using Kind = Change::Kind;

class RowWriterTest : public ::testing::Test {
 protected:
  Delivery delivery(std::uint64_t sequence) {
    auto delivery = make(std::to_string(sequence), Category::Error, "slack");
    auto event = *delivery.event;
    event.source = "octopi";
    event.subject = "job";
    event.payload = R"({"name":"\u0000 \"x\""})" + std::string(1, '\0');
    event.context = "{}";
    event.time = std::chrono::system_clock::time_point(1700000000123456789ns);
    delivery.event = std::make_shared<const Event>(event);
    delivery.sequence = sequence;
    delivery.accepted = tables_.time.now() - 5s;
    return delivery;
  }
  void add(const Delivery& delivery) { tables_.write({Kind::Add, delivery.sequence, delivery, {}}); }
  Delivery read(std::uint64_t sequence) { return tables_.read({sequence}).found.at(sequence); }
  void keep(const std::string& value) {
    tables_.write({.kind = Kind::Keep,
                   .note = std::make_shared<const Note>(Note{.owner = "source.mk3", .key = "job", .value = value})});
  }

  RowTables tables_{};
};

TEST_F(RowWriterTest, what_it_writes_is_read_as_it_was) {
  auto there = delivery(3);
  there.attempts = 2;
  add(there);
  const auto again = read(3);
  EXPECT_EQ(again.sink, "slack");
  EXPECT_EQ(again.accepted, there.accepted);
  EXPECT_EQ(again.attempts, 2);
  EXPECT_EQ(again.ending.reason, "");
  const auto &event = *again.event, &before = *there.event;
  EXPECT_EQ(event.id, "3");
  EXPECT_EQ(event.type, before.type);
  EXPECT_EQ(event.source, "octopi");
  EXPECT_EQ(event.device, "mk3");
  EXPECT_EQ(event.subject, "job");
  EXPECT_EQ(event.category, Category::Error);
  EXPECT_EQ(event.payload, before.payload);
  EXPECT_EQ(event.context, "{}");
  EXPECT_EQ(event.time, before.time);
}

TEST_F(RowWriterTest, an_update_changes_everything_except_the_event) {
  add(delivery(1));
  auto moved = delivery(2);
  moved.sink = "mail";
  moved.attempts = 4;
  moved.event = nullptr;
  moved.ending = {.reason = "400: no",
                  .status = 400,
                  .answer = "<no>",
                  .time = std::chrono::system_clock::time_point(1700000000s),
                  .at = tables_.time.now() - 1s};
  tables_.write({Kind::Update, 1, moved, {}});
  EXPECT_THAT(tables_.read({1}).found, IsEmpty());
  const auto again = read(2);
  EXPECT_EQ(again.sink, "mail");
  EXPECT_EQ(again.attempts, 4);
  EXPECT_EQ(again.event->id, "1");
  EXPECT_EQ(again.ending.reason, "400: no");
  EXPECT_EQ(again.ending.status, 400);
  EXPECT_EQ(again.ending.answer, "<no>");
  EXPECT_EQ(again.ending.time, moved.ending.time);
  EXPECT_EQ(again.ending.at, moved.ending.at);
}

TEST_F(RowWriterTest, a_removed_row_is_gone_and_others_stay) {
  add(delivery(1));
  add(delivery(2));
  tables_.write({.kind = Kind::Remove, .row = 1});
  EXPECT_THAT(tables_.read({1}).found, IsEmpty());
  EXPECT_EQ(read(2).event->id, "2");
}

TEST_F(RowWriterTest, keeps_the_last_value_of_a_note_and_forgets_an_empty_one) {
  keep("old");
  keep(std::string("n\0w", 3));
  const auto notes = tables_.reader.notes().found;
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0]->value, std::string("n\0w", 3));
  keep("");
  EXPECT_THAT(tables_.reader.notes().found, IsEmpty());
}

TEST_F(RowWriterTest, stores_the_moment_and_the_newest_sequence) {
  for (const bool there : {true, false}) {
    if (!there) tables_.database.exec("DELETE FROM clock");
    tables_.writer.write(ClockRow{.mark = {.line = 5, .wall = 6, .synchronized = true}, .lastSequence = 7});
    const auto clock = tables_.reader.clock();
    ASSERT_TRUE(clock);
    EXPECT_EQ(clock->mark.line, 5);
    EXPECT_EQ(clock->mark.wall, 6);
    EXPECT_TRUE(clock->mark.synchronized);
    EXPECT_EQ(clock->lastSequence, 7u);
  }
}

TEST_F(RowWriterTest, an_update_of_a_missing_row_adds_it_if_it_has_the_event) {
  const auto there = delivery(3);
  tables_.write({Kind::Update, 2, there, {}});
  EXPECT_EQ(read(3).event->payload, there.event->payload);
  auto unread = delivery(4);
  unread.event = nullptr;
  tables_.write({Kind::Update, 1, unread, {}});
  EXPECT_THAT(tables_.read({1, 4}).found, IsEmpty());
}

/// Deliveries of one event share it, so its columns and its checksum are made once.
TEST_F(RowWriterTest, deliveries_of_one_event_and_of_others_each_have_their_own) {
  const auto one = delivery(1), other = delivery(2);
  std::vector<Change> changes;
  for (std::uint64_t sequence = 1; sequence <= 6; ++sequence) {
    auto next = sequence == 3 || sequence == 6 ? other : one;
    next.sequence = sequence;
    next.sink = "sink" + std::to_string(sequence);
    changes.push_back({.kind = Kind::Add, .row = sequence, .delivery = next});
  }
  tables_.writer.write(changes, tables_.timeline);
  for (std::uint64_t sequence = 1; sequence <= 6; ++sequence) {
    const auto there = read(sequence);
    EXPECT_EQ(there.event->id, sequence == 3 || sequence == 6 ? "2" : "1") << sequence;
    EXPECT_EQ(there.sink, "sink" + std::to_string(sequence));
  }
}

/// Only deliveries that follow each other closely share an event, and one that goes in between ends that.
TEST_F(RowWriterTest, an_event_is_written_once_for_deliveries_that_follow_each_other) {
  const auto one = delivery(1);
  std::vector<Change> changes;
  for (const std::uint64_t sequence : {1U, 2U, 64U, 65U, 66U, 70U, 71U}) {
    auto next = one;
    next.sequence = sequence;
    if (sequence == 70) changes.push_back({.kind = Kind::Remove, .row = 65});
    changes.push_back({.kind = Kind::Add, .row = sequence, .delivery = next});
  }
  tables_.writer.write(changes, tables_.timeline);
  std::vector<std::int64_t> whole;
  SQLite::Statement row(tables_.database, "SELECT sequence FROM delivery WHERE payload <> '' ORDER BY sequence");
  while (row.executeStep()) whole.push_back(row.getColumn(0).getInt64());
  EXPECT_THAT(whole, ::testing::ElementsAre(1, 65, 70)) << "65 lies too far from 1";
  for (const std::uint64_t sequence : {1U, 2U, 64U, 66U, 70U, 71U}) {
    EXPECT_EQ(read(sequence).event->payload, one.event->payload) << sequence;
  }
}

/// The next event may be where the last one was.
TEST_F(RowWriterTest, an_event_at_the_place_of_an_earlier_one_is_written_as_it_is) {
  Event event = *delivery(1).event;
  for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
    event.id = std::to_string(sequence);
    event.payload = std::string(sequence * 100, 'x');
    auto next = delivery(sequence);
    next.event = std::shared_ptr<const Event>(std::shared_ptr<void>(), &event);
    add(next);
  }
  EXPECT_EQ(read(1).event->payload.size(), 100u);
  EXPECT_EQ(read(2).event->payload.size(), 200u);
}

}  // namespace
}  // namespace herald::core
