// SPDX-License-Identifier: Apache-2.0
#include "offset_ledger.h"

#include <algorithm>

namespace herald::kafka {

void OffsetLedger::read(std::int64_t offset) {
  if (last_ && offset <= *last_) return;
  if (!done_) done_ = offset;
  records_.push_back({offset});
  last_ = offset;
}

void OffsetLedger::settle(std::int64_t offset) {
  const auto record = std::ranges::lower_bound(records_, offset, {}, &Entry::offset);
  if (record == records_.end() || record->offset != offset) return;
  record->isSettled = true;
  for (; !records_.empty() && records_.front().isSettled; records_.pop_front()) done_ = records_.front().offset + 1;
}

}  // namespace herald::kafka
