// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_reader.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/row_tables.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
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
  const auto index = tables_.reader.index(tables_.timeline);
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
