// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_supervision.h"

#include <utility>

namespace herald::core {

namespace {

constexpr Millis kFirst = std::chrono::seconds(1);
constexpr Millis kMost = std::chrono::seconds(60);
constexpr Millis kFirstHold = std::chrono::seconds(60);
constexpr Millis kMostHold = std::chrono::minutes(10);

}  // namespace

SourceSupervision::SourceSupervision(Millis alertAfter)
    : alertAfter_(alertAfter), backoff_(kFirst, kMost), holdBackoff_(kFirstHold, kMostHold) {}

void SourceSupervision::setState(SourceStatus::State state, std::string detail) {
  status_.state = state;
  status_.detail = std::move(detail);
}

std::optional<Clock::time_point> SourceSupervision::ready(std::string_view what) {
  backoff_.reset();
  holdBackoff_.reset();
  setState(SourceStatus::State::Running, std::string(what));
  const auto away = std::exchange(status_.awaySince, std::nullopt);
  status_.isRefused = false;
  return std::exchange(lost_, false) ? away : std::nullopt;
}

Millis SourceSupervision::failed(const Failure& failure, Clock::time_point now) {
  setState(SourceStatus::State::Waiting, failure.what());
  if (!status_.awaySince) status_.awaySince = now;
  status_.isRefused = failure.verdict() == Outcome::Verdict::Hold;
  return status_.isRefused ? holdBackoff_.next() : backoff_.next();
}

void SourceSupervision::restarting() {
  ++status_.restarts;
  status_.state = SourceStatus::State::Starting;
}

std::optional<Clock::time_point> SourceSupervision::lostAt() const {
  if (lost_ || !status_.awaySince) return std::nullopt;
  return *status_.awaySince + alertAfter_;
}

}  // namespace herald::core
