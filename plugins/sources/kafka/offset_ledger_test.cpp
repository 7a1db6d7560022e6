// SPDX-License-Identifier: Apache-2.0
#include "offset_ledger.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
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
  EXPECT_EQ(ledger.open(), 1u);
}

TEST(OffsetLedger, AGapOfTheLogItselfHoldsBackNothing) {
  OffsetLedger ledger = ledgerOf({10, 20, 21});
  ledger.settle(10);
  EXPECT_EQ(ledger.done(), 20);
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

TEST(OffsetLedger, KeepsOnlyWhatIsNotSettled) {
  constexpr std::int64_t kMany = 100'000;
  OffsetLedger ledger = ledgerOf({0});
  for (std::int64_t offset = 1; offset < kMany; ++offset) {
    ledger.read(offset);
    EXPECT_EQ(ledger.open(), 2u);
    ledger.settle(offset);
  }
  EXPECT_EQ(ledger.open(), 1u);
  EXPECT_EQ(ledger.progress(), (Progress{.done = 0, .seen = kMany - 1, .settled = {{1, kMany - 1}}}));
}

/// What the ledger has to say, by a list of all that was read.
class AllRecords {
 public:
  void read(std::int64_t offset) { records_.push_back({offset, false}); }
  void settle(std::int64_t offset) {
    for (auto& [place, isSettled] : records_) isSettled |= place == offset;
  }

  std::size_t open() const { return static_cast<std::size_t>(std::ranges::count(records_, false, &Entry::second)); }
  std::int64_t last() const { return records_.back().first; }
  std::int64_t done() const {
    const auto first = std::ranges::find(records_, false, &Entry::second);
    return first == records_.end() ? last() + 1 : first->first;
  }

  std::optional<Progress> progress() const {
    if (records_.empty()) return std::nullopt;
    Progress progress{.done = done(), .seen = last()};
    bool isInRange = false;
    for (const auto& [offset, isSettled] : records_) {
      if (offset < progress.done) continue;
      if (isSettled && !isInRange) progress.settled.push_back({offset, offset});
      if (isSettled) progress.settled.back().last = offset;
      isInRange = isSettled;
    }
    return progress;
  }

 private:
  using Entry = std::pair<std::int64_t, bool>;
  std::vector<Entry> records_{};
};

RC_GTEST_PROP(OffsetLedgerProperty, says_what_a_list_of_all_records_says, (const std::vector<unsigned>& steps)) {
  OffsetLedger ledger;
  AllRecords all;
  std::int64_t next = 0;
  for (const auto step : steps) {
    const std::int64_t chosen = step / 4;
    if (step % 4 == 0) {
      next += 1 + chosen % 3;
      RC_ASSERT(ledger.read(next) == Read::New);
      all.read(next);
    } else {
      const auto offset = step % 4 == 1 ? next : chosen % (next + 2);  // a gap, and what was not read, too
      ledger.settle(offset);
      all.settle(offset);
    }
    RC_ASSERT(ledger.progress() == all.progress());
    RC_ASSERT(ledger.open() == all.open());
    if (const auto done = ledger.done()) RC_ASSERT(*done == all.done());
  }
}

/// A log with gaps, the owners of which change. Each goes on from what the one before has committed.
class Owners {
 public:
  void readNext() {
    const auto offset = offsetOf(next_++);
    const auto read = ledger_.read(offset);
    RC_ASSERT(read == (offset > seen_ ? Read::New : settled_.contains(offset) ? Read::Settled : Read::Repeated));
    seen_ = std::max(seen_, offset);
    if (read == Read::Settled) ledger_.settle(offset);
  }

  /// One of those that this owner has read.
  void settle(std::int64_t chosen) {
    if (next_ == first_) return;
    const auto offset = offsetOf(first_ + chosen % (next_ - first_));
    ledger_.settle(offset);
    settled_.insert(offset);
  }

  void handOver() {
    if (const auto progress = ledger_.progress()) committed_ = progress->toCommit();
    if (!committed_) return;
    ledger_ = OffsetLedger(Progress::of(*committed_));
    for (next_ = 0; offsetOf(next_) < committed_->offset; ++next_) RC_ASSERT(settled_.contains(offsetOf(next_)));
    first_ = next_;
  }

 private:
  static std::int64_t offsetOf(std::int64_t record) { return 10 + record + record / 3; }

  OffsetLedger ledger_{};
  std::int64_t first_ = 0, next_ = 0;
  std::int64_t seen_ = -1;
  std::set<std::int64_t> settled_{};
  std::optional<Committed> committed_{};
};

RC_GTEST_PROP(OffsetLedgerProperty, the_next_owner_knows_what_is_settled, (const std::vector<unsigned>& steps)) {
  Owners owners;
  for (const auto step : steps) {
    if (step % 8 < 4) owners.readNext();
    if (step % 8 >= 4 && step % 8 < 7) owners.settle(step / 8);
    if (step % 8 == 7) owners.handOver();
  }
}

}  // namespace
}  // namespace herald::kafka
