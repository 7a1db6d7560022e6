// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_entry.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr std::array<std::string_view, kLogSteps> kLogStepNames{"delivered", "retry",   "hold",     "rejected",
                                                                "gone",      "hanging", "dropped",  "expired",
                                                                "purged",    "moved",   "replayed", "dead"};
constexpr std::size_t kRowBytes = 64;  // numbers, lengths, and the row's part of the index

}  // namespace

std::string_view toString(LogStep step) { return kLogStepNames.at(static_cast<std::size_t>(step)); }

std::optional<LogStep> logStepFrom(std::string_view text) {
  const auto* const found = std::find(kLogStepNames.begin(), kLogStepNames.end(), text);
  if (found == kLogStepNames.end()) return std::nullopt;
  return static_cast<LogStep>(found - kLogStepNames.begin());
}

LogStep logStepOf(Outcome::Verdict verdict) {
  switch (verdict) {
    case Outcome::Verdict::Delivered: return LogStep::Delivered;
    case Outcome::Verdict::Retry: return LogStep::Retry;
    case Outcome::Verdict::Hold: return LogStep::Hold;
    case Outcome::Verdict::Rejected: return LogStep::Rejected;
    case Outcome::Verdict::Gone: return LogStep::Gone;
  }
  return LogStep::Retry;
}

LogRank rankOf(const LogEntry& entry) {
  const bool isProgress = entry.category == Category::Progress;
  switch (entry.step) {
    case LogStep::Delivered: return isProgress ? LogRank::Progress : LogRank::Delivered;
    case LogStep::Retry: return LogRank::Retried;
    case LogStep::Dropped:
    case LogStep::Expired: return isProgress ? LogRank::Delivered : LogRank::Ended;
    default: return LogRank::Ended;
  }
}

std::size_t sizeOf(const LogEntry& entry) {
  return kRowBytes + entry.sink.size() + entry.source.size() + entry.device.size() + entry.event.size() +
         entry.type.size() + entry.reason.size() + entry.address.size() + entry.answer.size();
}

}  // namespace herald::core
