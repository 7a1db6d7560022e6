// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_removals.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/row_tables.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;

using Kind = Change::Kind;

class RowRemovalsTest : public ::testing::Test {
 protected:
  static Change added(std::uint64_t sequence) {
    auto delivery = make(std::to_string(sequence));
    delivery.sequence = sequence;
    return {.kind = Kind::Add, .row = sequence, .delivery = delivery};
  }
  static Change removed(std::uint64_t row) { return {.kind = Kind::Remove, .row = row}; }
  static Change moved(std::uint64_t row, std::uint64_t sequence) {
    return {.kind = Kind::Update, .row = row, .delivery = {.sequence = sequence, .sink = "mail"}};
  }

  void addUpTo(std::uint64_t last) { addUpTo(1, last); }
  void addUpTo(std::uint64_t first, std::uint64_t last) {
    std::vector<Change> changes;
    for (std::uint64_t i = first; i <= last; ++i) changes.push_back(added(i));
    tables_.writer.write(changes, tables_.timeline);
  }

  /// Rows that share an event.
  void addShared(std::uint64_t first, std::uint64_t last) {
    std::vector<Change> changes;
    const auto event = added(first).delivery.event;
    for (std::uint64_t i = first; i <= last; ++i) {
      changes.push_back(added(i));
      changes.back().delivery.event = event;
    }
    tables_.writer.write(changes, tables_.timeline);
  }

  /// Returns how many statements it takes.
  int write(const std::vector<Change>& changes) {
    int count = 0;
    const auto countOne = [](unsigned, void* context, void*, void*) {
      ++*static_cast<int*>(context);
      return 0;
    };
    auto* const handle = tables_.database.getHandle();
    sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, countOne, &count);
    tables_.writer.write(changes, tables_.timeline);
    sqlite3_trace_v2(handle, 0, nullptr, nullptr);
    return count;
  }

  std::vector<std::uint64_t> rows() {
    std::vector<std::uint64_t> rows;
    for (const auto& stored : tables_.reader.index(tables_.timeline).found) rows.push_back(stored.sequence);
    return rows;
  }

  RowTables tables_{};
};

TEST_F(RowRemovalsTest, rows_side_by_side_go_with_one_statement_whatever_their_order) {
  addUpTo(1002);
  std::vector<Change> ends;
  for (std::uint64_t row = 2; row <= 1001; ++row) ends.push_back(removed(row));
  std::shuffle(ends.begin(), ends.end(), std::mt19937(1));
  EXPECT_EQ(write(ends), 1);
  EXPECT_THAT(rows(), ElementsAre(1, 1002));
}

TEST_F(RowRemovalsTest, what_others_write_in_between_costs_no_further_statement) {
  addUpTo(4);
  EXPECT_EQ(write({removed(1), added(5), removed(2), added(6), removed(3)}), 3);
  EXPECT_THAT(rows(), ElementsAre(4, 5, 6));
}

TEST_F(RowRemovalsTest, rows_between_the_removed_ones_stay) {
  addUpTo(9);
  EXPECT_EQ(write({removed(8), removed(1), removed(4), removed(2), removed(4), removed(3), removed(6)}), 3);
  EXPECT_THAT(rows(), ElementsAre(5, 7, 9));
}

/// A removal is of the row as it was at that moment.
TEST_F(RowRemovalsTest, a_row_that_takes_the_place_of_a_removed_one_stays) {
  addUpTo(4);
  write({removed(2), added(2), removed(3), moved(4, 3)});
  EXPECT_THAT(rows(), ElementsAre(1, 2, 3));
  EXPECT_EQ(tables_.read({3}).found.at(3).sink, "mail");
}

TEST_F(RowRemovalsTest, a_row_that_moves_before_it_is_removed_is_gone) {
  addUpTo(3);
  write({moved(1, 4), removed(4), removed(2)});
  EXPECT_THAT(rows(), ElementsAre(3));
}

/// The rows are those that would be there if each change were written by itself.
TEST_F(RowRemovalsTest, any_changes_come_to_the_same_as_one_after_the_other) {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    std::set<std::uint64_t> there;
    std::vector<Change> changes;
    for (int i = 0; i < 12; ++i) {
      const auto row = 1 + random() % 6;
      const auto other = 1 + random() % 6;
      if (there.erase(row) == 0) {
        changes.push_back(added(row));
        there.insert(row);
      } else if (random() % 3 == 0 && !there.contains(other)) {
        changes.push_back(moved(row, other));
        there.insert(other);
      } else {
        changes.push_back(removed(row));
      }
    }
    tables_.database.exec("DELETE FROM delivery");
    write(changes);
    ASSERT_EQ(rows(), std::vector(there.begin(), there.end())) << "round " << round;
  }
}

TEST_F(RowRemovalsTest, all_rows_of_a_shared_event_go_with_one_statement) {
  addShared(1, 4);
  addUpTo(5, 6);
  EXPECT_EQ(write({removed(3), removed(1), removed(5), removed(4), removed(2)}), 1);
  EXPECT_THAT(rows(), ElementsAre(6));
}

TEST_F(RowRemovalsTest, a_row_whose_event_others_need_stays_without_its_delivery) {
  addShared(1, 3);
  EXPECT_EQ(write({removed(1)}), 1);
  EXPECT_THAT(rows(), ElementsAre(2, 3));
  EXPECT_THAT(tables_.read({2, 3}).found, ElementsAre(Key(2), Key(3)));
  write({removed(1), removed(3)});
  EXPECT_THAT(tables_.read({2}).found, ElementsAre(Key(2))) << "also if its end comes twice";
  EXPECT_EQ(write({removed(2)}), 1);
  EXPECT_EQ(tables_.database.execAndGet("SELECT count(*) FROM delivery").getInt(), 0);
}

TEST_F(RowRemovalsTest, a_delivery_that_leaves_its_row_takes_the_event_along) {
  for (const std::uint64_t row : {1U, 2U, 3U}) {
    addShared(1, 3);
    write({moved(row, 9)});
    for (const std::uint64_t other : {1U, 2U, 3U}) {
      EXPECT_EQ(tables_.read({other}).found.size(), other == row ? 0U : 1U) << row << ", " << other;
    }
    write({removed(1), removed(2), removed(3)});
    EXPECT_EQ(tables_.read({9}).found.at(9).event->id, "1") << row;
    write({removed(9)});
    EXPECT_EQ(tables_.database.execAndGet("SELECT count(*) FROM delivery").getInt(), 0) << row;
  }
}

/// New rows take the room of the removed ones.
TEST_F(RowRemovalsTest, what_was_removed_goes_before_what_is_added) {
  SharedEvents shared;
  RowRemovals removals(shared);
  addUpTo(3);
  const std::vector<Change> changes{added(4), removed(1), moved(2, 5), removed(5), removed(2), removed(3)};
  const auto others = removals.writeFirst(changes, tables_.database);
  EXPECT_THAT(rows(), ElementsAre(2));
  EXPECT_THAT(others, ElementsAre(&changes[0], &changes[2], &changes[3], &changes[4]));
}

}  // namespace
}  // namespace herald::core
