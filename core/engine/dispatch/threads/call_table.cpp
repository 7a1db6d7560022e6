// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/call_table.h"

#include <algorithm>
#include <utility>

namespace herald::core {

void CallTable::add(std::shared_ptr<Call> call) {
  call->place_ = calls_.size();
  trials_ += call->isTrial;
  calls_.push_back(std::move(call));
}

bool CallTable::has(const Call& call) const {
  return call.place_ < calls_.size() && calls_[call.place_].get() == &call;
}

void CallTable::remove(Call& call) {
  if (!has(call)) return;
  trials_ -= call.isTrial;
  const auto place = call.place_;
  std::swap(calls_[place], calls_.back());
  calls_[place]->place_ = place;
  calls_.pop_back();
}

bool CallTable::wallOff(Call& call) {
  if (!call.wallOff()) return false;
  ++walledOff_;
  remove(call);
  return true;
}

void CallTable::comeBack(Call& call) {
  --walledOff_;
  call.comeBack();
}

CallTable::Overdue CallTable::overdue(Clock::time_point now) const {
  Overdue found;
  for (const auto& call : calls_) {
    if (const auto limit = call->limit(now); limit > now) {
      found.next = std::min(found.next, limit);
    } else {
      found.calls.push_back(call);
    }
  }
  return found;
}

}  // namespace herald::core
