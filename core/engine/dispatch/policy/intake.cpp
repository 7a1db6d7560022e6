// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/intake.h"

namespace herald::core {

std::optional<OutboxRequest> Intake::request(bool mayReadSlice, Clock::time_point now) {
  if (underWay_) return std::nullopt;
  std::optional<OutboxRequest> request;
  if (mayReadSlice && (news_ || more_)) {
    if (std::exchange(news_, false)) lines_.retryUnreadable();
    request = OutboxRequest{.kind = OutboxRequest::Kind::ReadSlice, .sequence = read_};
  } else {
    request = lines_.request(now);
  }
  underWay_ = request.has_value();
  return request;
}

ExpiredCounts Intake::answer(const OutboxRequest& request, OutboxAnswer answer, std::uint64_t last,
                             Clock::time_point now) {
  underWay_ = false;
  const auto expired = answer.expired;
  if (request.kind == OutboxRequest::Kind::ReadSlice) {
    takeIn(std::move(answer), last);
  } else {
    lines_.answer(request, std::move(answer), now);
  }
  return expired;
}

void Intake::takeIn(OutboxAnswer answer, std::uint64_t last) {
  auto& slice = answer.deliveries;
  const bool isFull = slice.size() == OutboxRequest::kSlice;
  more_ = isFull && slice.back().sequence < last;
  while (!slice.empty() && slice.back().sequence > last) slice.pop_back();
  if (slice.empty()) return;
  read_ = slice.back().sequence;
  lines_.add(std::move(slice));
}

Clock::time_point Intake::due() const {
  if (underWay_) return Clock::time_point::max();
  return isDue() ? Clock::time_point{} : lines_.expiry();
}

}  // namespace herald::core
