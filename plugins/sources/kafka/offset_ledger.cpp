// SPDX-License-Identifier: Apache-2.0
#include "offset_ledger.h"

#include <algorithm>
#include <iterator>

namespace herald::kafka {

OffsetLedger::Record OffsetLedger::read(std::int64_t offset) {
  if (last_ && offset <= *last_) return Record::Old;
  if (!last_ && earlier_ && offset < earlier_->done) earlier_.reset();
  open_.emplace_hint(open_.end(), offset, std::nullopt);
  last_ = offset;
  if (!earlier_ || offset > earlier_->seen) return Record::New;
  return earlier_->isSettled(offset) ? Record::Settled : Record::Repeated;
}

std::optional<Progress> OffsetLedger::progress() const {
  if (!last_) return std::nullopt;
  Progress progress{.done = *done(), .seen = *last_};
  for (const auto& [offset, behind] : open_)
    if (behind) progress.settled.push_back(*behind);
  if (!earlier_) return progress;
  progress.seen = std::max(progress.seen, earlier_->seen);
  for (const auto& [first, last] : earlier_->settled)
    if (last > *last_) progress.settled.push_back({std::max(first, *last_ + 1), last});
  return progress;
}

void OffsetLedger::settle(std::int64_t offset) {
  const auto record = open_.find(offset);
  if (record == open_.end()) return;
  if (record != open_.begin()) {
    auto& before = std::prev(record)->second;
    before = Progress::Range{before ? before->first : offset, record->second ? record->second->last : offset};
  }
  open_.erase(record);
}

std::optional<std::int64_t> OffsetLedger::done() const {
  if (!last_) return std::nullopt;
  return open_.empty() ? *last_ + 1 : open_.begin()->first;
}

}  // namespace herald::kafka
