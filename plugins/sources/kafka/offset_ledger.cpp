// SPDX-License-Identifier: Apache-2.0
#include "offset_ledger.h"

#include <algorithm>

namespace herald::kafka {

OffsetLedger::Record OffsetLedger::read(std::int64_t offset) {
  if (last_ && offset <= *last_) return Record::Old;
  if (!last_ && earlier_ && offset < earlier_->done) earlier_.reset();
  if (!done_) done_ = offset;
  records_.push_back({offset});
  last_ = offset;
  if (!earlier_ || offset > earlier_->seen) return Record::New;
  return earlier_->isSettled(offset) ? Record::Settled : Record::Repeated;
}

std::optional<Progress> OffsetLedger::progress() const {
  if (!done_) return std::nullopt;
  Progress progress{.done = *done_, .seen = *last_};
  bool isInRange = false;
  for (const auto& [offset, isSettled] : records_) {
    if (isSettled && !isInRange) progress.settled.push_back({offset, offset});
    if (isSettled) progress.settled.back().last = offset;
    isInRange = isSettled;
  }
  if (!earlier_) return progress;
  progress.seen = std::max(progress.seen, earlier_->seen);
  for (const auto& [first, last] : earlier_->settled)
    if (last > *last_) progress.settled.push_back({std::max(first, *last_ + 1), last});
  return progress;
}

void OffsetLedger::settle(std::int64_t offset) {
  const auto record = std::ranges::lower_bound(records_, offset, {}, &Entry::offset);
  if (record == records_.end() || record->offset != offset) return;
  record->isSettled = true;
  for (; !records_.empty() && records_.front().isSettled; records_.pop_front()) done_ = records_.front().offset + 1;
}

}  // namespace herald::kafka
