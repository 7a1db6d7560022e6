// SPDX-License-Identifier: Apache-2.0
#include "offset_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace herald::kafka {
namespace {

using Read = OffsetLedger::Record;

OffsetLedger ledgerOf(const std::vector<std::int64_t>& offsets) {
  OffsetLedger ledger;
  for (const auto offset : offsets) ledger.read(offset);
  return ledger;
}

TEST(OffsetLedger, IsDoneUpToTheFirstRecordThatIsNotSettled) {
  EXPECT_EQ(OffsetLedger().done(), std::nullopt);
  OffsetLedger ledger = ledgerOf({4, 5, 6});
  ledger.settle(5);
  ledger.settle(6);
  EXPECT_EQ(ledger.done(), 4);
  ledger.settle(4);
  EXPECT_EQ(ledger.done(), 7);
  EXPECT_EQ(ledger.open(), 0u);
}

TEST(OffsetLedger, AGapHoldsBackWhatIsBehindIt) {
  OffsetLedger ledger = ledgerOf({0, 1, 2, 3});
  ledger.settle(0);
  ledger.settle(2);
  ledger.settle(3);
  EXPECT_EQ(ledger.done(), 1);
  EXPECT_EQ(ledger.open(), 3u);
}

TEST(OffsetLedger, AGapOfTheLogItselfHoldsBackNothing) {
  OffsetLedger ledger = ledgerOf({10, 20, 21});
  ledger.settle(10);
  EXPECT_EQ(ledger.done(), 11);
  ledger.settle(20);
  EXPECT_EQ(ledger.done(), 21);
}

TEST(OffsetLedger, IgnoresWhatItDoesNotKnow) {
  OffsetLedger ledger = ledgerOf({5, 6});
  for (const std::int64_t unknown : {4, 7, -1}) ledger.settle(unknown);
  ledger.settle(5);
  ledger.settle(5);
  for (const std::int64_t old : {6, 2}) EXPECT_EQ(ledger.read(old), Read::Old);
  EXPECT_EQ(ledger.done(), 6);
  EXPECT_EQ(ledger.open(), 1u);
}

TEST(OffsetLedger, SaysWhatIsSettledBehindAGap) {
  EXPECT_EQ(OffsetLedger().progress(), std::nullopt);
  OffsetLedger ledger = ledgerOf({3, 4, 5, 8, 9, 10, 11});
  for (const std::int64_t settled : {3, 5, 8, 10}) ledger.settle(settled);
  EXPECT_EQ(ledger.progress(), (Progress{.done = 4, .seen = 11, .settled = {{5, 8}, {10, 10}}}));
}

TEST(OffsetLedger, KnowsWhatTheOwnerBeforeHasSettled) {
  OffsetLedger ledger(Progress{.done = 4, .seen = 11, .settled = {{5, 8}, {10, 10}}});
  for (const std::int64_t offset : {4, 5, 8, 9, 10, 11})
    EXPECT_EQ(ledger.read(offset), offset == 4 || offset == 9 || offset == 11 ? Read::Repeated : Read::Settled);
  EXPECT_EQ(ledger.read(12), Read::New);
}

TEST(OffsetLedger, PassesOnWhatTheOwnerBeforeHasSettled) {
  OffsetLedger ledger(Progress{.done = 4, .seen = 11, .settled = {{5, 8}, {10, 10}}});
  for (const std::int64_t offset : {4, 5, 6}) ledger.read(offset);
  for (const std::int64_t offset : {5, 6}) ledger.settle(offset);
  EXPECT_EQ(ledger.progress(), (Progress{.done = 4, .seen = 11, .settled = {{5, 6}, {7, 8}, {10, 10}}}));
  ledger.settle(4);
  EXPECT_EQ(ledger.progress(), (Progress{.done = 7, .seen = 11, .settled = {{7, 8}, {10, 10}}}));
}

TEST(OffsetLedger, ForgetsTheOwnerBeforeIfTheLogBeginsBeforeIt) {
  OffsetLedger ledger(Progress{.done = 4, .seen = 11, .settled = {{5, 8}}});
  for (const std::int64_t offset : {3, 4, 5, 11}) EXPECT_EQ(ledger.read(offset), Read::New) << offset;
  EXPECT_EQ(ledger.done(), 3);
}

TEST(OffsetLedger, InWhateverOrderTheyAreSettledDoneIsBehindTheFirstOpenOne) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> offsets;
    for (std::int64_t at = 0; offsets.size() < 30;)
      offsets.push_back(at += 1 + static_cast<std::int64_t>(random() % 3));
    OffsetLedger ledger = ledgerOf(offsets);
    auto order = offsets;
    std::shuffle(order.begin(), order.end(), random);
    std::vector<std::int64_t> open = offsets;
    for (const auto offset : order) {
      ledger.settle(offset);
      std::erase(open, offset);
      const auto first = open.empty() ? offsets.back() + 1 : open.front();
      EXPECT_LE(*ledger.done(), first);
      EXPECT_EQ(ledger.open(), static_cast<std::size_t>(offsets.end() - std::ranges::lower_bound(offsets, first)));
    }
    EXPECT_EQ(ledger.done(), offsets.back() + 1);
  }
}

}  // namespace
}  // namespace herald::kafka
