// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_reader.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/row_tables.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

class RowReaderTest : public ::testing::Test {
 protected:
  void add(std::uint64_t sequence, const Ending& ending = {}) {
    auto delivery = make(std::to_string(sequence), Category::Progress);
    delivery.sequence = sequence;
    delivery.accepted = tables_.time.now();
    delivery.ending = ending;
    tables_.write({.kind = Change::Kind::Add, .row = sequence, .delivery = delivery});
  }
  void change(const std::string& sql) { tables_.database.exec(sql); }

  RowTables tables_{};
};

TEST_F(RowReaderTest, a_sequence_that_nobody_gave_is_damage) {
  for (const auto* sequence : {"-1", "0", "9223372036854775807"}) {
    add(7);
    change(std::string("UPDATE delivery SET sequence = ") + sequence);
    EXPECT_THROW(tables_.reader.index(tables_.timeline), SQLite::Exception) << sequence;
    change("DELETE FROM delivery");
  }
}

TEST_F(RowReaderTest, reads_for_the_index_in_the_order_of_the_sequences) {
  add(2, {.reason = "400: no", .answer = "<no>", .at = tables_.time.now() - 1h});
  add(1);
  const auto index = tables_.reader.index(tables_.timeline).found;
  ASSERT_EQ(index.size(), 2u);
  EXPECT_EQ(index[0].sequence, 1u);
  EXPECT_EQ(index[0].sink, "slack");
  EXPECT_EQ(index[0].id, "1");
  EXPECT_EQ(index[0].category, Category::Progress);
  EXPECT_EQ(index[0].accepted, tables_.time.now());
  EXPECT_FALSE(index[0].ended);
  EXPECT_EQ(index[1].ended, tables_.time.now() - 1h);
  EXPECT_EQ(index[1].size, index[0].size + std::string("400: no<no>").size()) << "as sizeOf counts";
}

TEST_F(RowReaderTest, leaves_out_what_is_missing_and_names_what_is_damaged) {
  for (const auto sequence : {1, 2, 3}) add(static_cast<std::uint64_t>(sequence));
  change("UPDATE delivery SET type = 'Anything' WHERE sequence = 2");
  const auto rows = tables_.read({1, 2, 3, 4});
  EXPECT_THAT(rows.found, ElementsAre(Key(1), Key(3)));
  EXPECT_THAT(rows.damaged, ElementsAre(Pair(2, "delivery 2, Anything of mk3 for the sink slack (event 2)")));
  EXPECT_THAT(rows.failed, IsEmpty()) << "the disk returned them";
}

TEST_F(RowReaderTest, names_what_it_can_of_a_delivery_without_reading_its_event) {
  for (const auto sequence : {1, 2}) add(static_cast<std::uint64_t>(sequence));
  change("UPDATE delivery SET back = 1 WHERE sequence = 2; DELETE FROM delivery WHERE sequence = 1");
  add(3);
  EXPECT_EQ(tables_.reader.nameOf(1), "");
  EXPECT_EQ(tables_.reader.nameOf(2), "delivery 2 for the sink slack");
  EXPECT_EQ(tables_.reader.nameOf(3), "delivery 3, Something of mk3 for the sink slack (event 3)");
}

/// Every column that is not part of the event, in a waiting delivery and in a dead letter.
TEST_F(RowReaderTest, one_that_was_changed_beside_its_event_is_named_and_left_out) {
  for (const auto* sql : {"sequence = 5", "sink = 'mail'", "sink = 'slac'", "sink = CAST(sink AS BLOB)", "category = 3",
                          "size = size + 64", "accepted = accepted + 1", "attempts = 4", "ended = 7", "ended = NULL",
                          "reason = reason || 'x'", "status = 401", "answer = answer || 'x'",
                          "checksum = checksum + 4294967296", "checksum = checksum + 1"}) {
    for (const auto& ending : {Ending{}, Ending{.reason = "400: no", .status = 400, .answer = "<no>"}}) {
      if (std::string(sql) == "ended = NULL" && ending.reason.empty()) continue;
      change("DELETE FROM delivery");
      add(1);
      add(2, ending);
      change(std::string("UPDATE delivery SET ") + sql + " WHERE sequence = 2");
      const auto index = tables_.reader.index(tables_.timeline);
      const auto rows = tables_.read({1, 2, 5});
      EXPECT_THAT(rows.found, ElementsAre(Key(1))) << sql;
      EXPECT_THAT(rows.damaged, ElementsAre(Pair(_, HasSubstr("Something of mk3 for the sink ")))) << sql;
      if (std::string(sql) == "checksum = checksum + 1") continue;  // the event's part: found when the event is read
      ASSERT_EQ(index.found.size(), 1u) << sql;
      EXPECT_EQ(index.found[0].sequence, 1u) << sql;
      EXPECT_EQ(index.damaged, rows.damaged) << sql;
    }
  }
}

/// The first of the rows has the event of all.
TEST_F(RowReaderTest, damage_of_a_shared_event_costs_its_deliveries_and_of_a_delivery_only_that) {
  const auto expectLeft = [this](const std::string& sql, const std::vector<std::uint64_t>& left) {
    change("DELETE FROM delivery");
    std::vector<Change> changes;
    for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) {
      auto next = sequence == 4 ? make("4") : changes.empty() ? make("1") : changes.front().delivery;
      next.sequence = sequence;
      changes.push_back({.kind = Change::Kind::Add, .row = sequence, .delivery = next});
    }
    tables_.writer.write(changes, tables_.timeline);
    change("UPDATE delivery SET " + sql);
    const auto rows = tables_.read({1, 2, 3, 4});
    std::vector<std::uint64_t> found;
    for (const auto& [sequence, delivery] : rows.found) found.push_back(sequence);
    EXPECT_EQ(found, left) << sql;
    EXPECT_EQ(rows.damaged.size(), 4 - left.size()) << sql;
  };
  expectLeft("payload = 'x' WHERE sequence = 1", {4});
  expectLeft("id = '4' WHERE sequence = 1", {4});
  expectLeft("sink = 'mail' WHERE sequence = 1", {2, 3, 4});
  expectLeft("checksum = checksum + 1 WHERE sequence = 1", {2, 3, 4});
  expectLeft("sink = 'mail' WHERE sequence = 2", {1, 3, 4});
  expectLeft("back = 0 WHERE sequence = 2", {1, 3, 4});
  expectLeft("back = 2 WHERE sequence = 2", {1, 3, 4});
  expectLeft("back = 1 WHERE sequence = 3", {1, 2, 4});
  expectLeft("back = 3 WHERE sequence = 4", {1, 2, 3});
  expectLeft("back = 64 WHERE sequence = 4", {1, 2, 3});
}

TEST_F(RowReaderTest, believes_the_row_of_an_older_herald_until_it_changes) {
  add(1);
  change("UPDATE delivery SET checksum = checksum & 4294967295");
  ASSERT_EQ(tables_.reader.index(tables_.timeline).found.size(), 1u);
  auto delivery = tables_.read({1}).found.at(1);
  delivery.attempts = 2;
  tables_.write({.kind = Change::Kind::Update, .row = 1, .delivery = delivery});
  EXPECT_EQ(tables_.read({1}).found.at(1).attempts, 2);
  change("UPDATE delivery SET attempts = 3");
  EXPECT_THAT(tables_.reader.index(tables_.timeline).damaged, ElementsAre(Key(1)));
}

TEST_F(RowReaderTest, believes_no_damaged_clock) {
  for (const auto* sql : {"line = line + 1", "wall = wall + 1024", "synchronized = 1 - synchronized",
                          "sequence = sequence + 8", "checksum = checksum + 2"}) {
    tables_.writer.write(ClockRow{.mark = {.line = 5, .wall = 6, .synchronized = true}, .lastSequence = 7});
    EXPECT_TRUE(tables_.reader.clock());
    change(std::string("UPDATE clock SET ") + sql);
    EXPECT_FALSE(tables_.reader.clock()) << sql;
  }
  change("DELETE FROM clock");
  EXPECT_FALSE(tables_.reader.clock());
  change("INSERT INTO clock VALUES (1, 5, 6, 1, 7, 0)");
  EXPECT_EQ(tables_.reader.clock()->lastSequence, 7u) << "an older Herald wrote it";
  change("UPDATE clock SET sequence = -1");
  EXPECT_FALSE(tables_.reader.clock()) << "nobody gave it";
}

TEST_F(RowReaderTest, knows_the_newest_time_of_sound_rows) {
  EXPECT_EQ(tables_.reader.newestTime(), 0);
  add(1);
  tables_.time.advance(5min);
  add(2);
  add(3);
  change("UPDATE delivery SET accepted = accepted + 1000000 WHERE sequence = 3");
  EXPECT_EQ(tables_.reader.newestTime(), tables_.timeline.at(tables_.time.now()));
}

TEST_F(RowReaderTest, names_those_that_the_disk_did_not_return) {
  add(1);
  sqlite3_progress_handler(
      tables_.database.getHandle(), 1, [](void*) { return 1; }, nullptr);
  const auto rows = tables_.read({1});
  EXPECT_THAT(rows.found, IsEmpty());
  EXPECT_THAT(rows.failed, ElementsAre(1));
  EXPECT_THAT(rows.problem, HasSubstr("interrupted"));
  sqlite3_progress_handler(tables_.database.getHandle(), 0, nullptr, nullptr);
  EXPECT_THAT(tables_.read({1}).found, ElementsAre(Key(1)));
}

TEST_F(RowReaderTest, names_a_damaged_note) {
  for (const auto* key : {"a", "b"}) {
    tables_.write({.kind = Change::Kind::Keep,
                   .note = std::make_shared<const Note>(Note{.owner = "source.mk3", .key = key, .value = "{}"})});
  }
  change("UPDATE note SET value = '[]' WHERE key = 'a'");
  const auto notes = tables_.reader.notes();
  ASSERT_EQ(notes.found.size(), 1u);
  EXPECT_EQ(notes.found[0]->key, "b");
  ASSERT_EQ(notes.damaged.size(), 1u);
  EXPECT_EQ(notes.damaged[0].key, "a");
}

}  // namespace
}  // namespace herald::core
