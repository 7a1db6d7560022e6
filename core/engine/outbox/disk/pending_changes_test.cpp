// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/pending_changes.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kNoTime = Clock::time_point::max();

Change remove(std::uint64_t row) { return {.kind = Change::Kind::Remove, .row = row}; }

std::vector<std::uint64_t> rowsOf(const std::vector<Change>& changes) {
  std::vector<std::uint64_t> rows;
  for (const auto& change : changes) rows.push_back(change.row);
  return rows;
}

TEST(PendingChangesTest, a_batch_has_all_changes_in_their_order) {
  PendingChanges pending;
  EXPECT_TRUE(pending.add(remove(1)));
  EXPECT_FALSE(pending.add(remove(2)));
  EXPECT_EQ(pending.logged(), 2u);
  const auto batch = pending.take();
  EXPECT_THAT(rowsOf(batch.changes), ElementsAre(1, 2));
  EXPECT_EQ(batch.last, 2u);
  EXPECT_FALSE(batch.safe);
  EXPECT_TRUE(pending.add(remove(3))) << "the next batch begins";
  EXPECT_THAT(rowsOf(pending.take().changes), ElementsAre(3));
}

TEST(PendingChangesTest, a_change_is_safe_when_a_safe_batch_that_has_it_is_written) {
  PendingChanges pending;
  EXPECT_TRUE(pending.isSafe(0));
  pending.add(remove(1));
  pending.written(pending.take());
  EXPECT_FALSE(pending.isSafe(1)) << "nobody asked for it";
  pending.needSafe();
  const auto batch = pending.take();
  EXPECT_THAT(batch.changes, IsEmpty());
  EXPECT_TRUE(batch.safe);
  pending.add(remove(2));
  pending.written(batch);
  EXPECT_TRUE(pending.isSafe(1));
  EXPECT_FALSE(pending.isSafe(2)) << "it came after the batch";
  EXPECT_FALSE(pending.take().safe);
}

TEST(PendingChangesTest, something_is_due_only_while_a_change_waits) {
  PendingChanges pending;
  pending.setDue(Clock::time_point(1s));
  EXPECT_EQ(pending.due(), kNoTime);
  pending.add(remove(1));
  pending.setDue(Clock::time_point(2s));
  EXPECT_EQ(pending.due(), Clock::time_point(2s));
  pending.take();
  EXPECT_EQ(pending.due(), kNoTime);
}

TEST(PendingChangesTest, nobody_waits_for_changes_that_were_given_up) {
  PendingChanges pending;
  pending.add(remove(1));
  pending.needSafe();
  const auto batch = pending.take();
  pending.add(remove(2));
  pending.setDue(Clock::time_point(2s));
  EXPECT_THAT(rowsOf(pending.giveUp()), ElementsAre(2));
  EXPECT_TRUE(pending.isSafe(2));
  EXPECT_EQ(pending.due(), kNoTime);
  pending.written(batch);
  EXPECT_TRUE(pending.isSafe(2)) << "a late batch makes nothing unsafe";
}

}  // namespace
}  // namespace herald::core
