// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock/backoff.h"
#include "engine/event_bus/source_status.h"
#include "herald/outcome.h"

namespace herald::core {

/// Remembers how a source fares: its status, how long to wait after its next failure, and since when it is away. For
/// one thread at a time.
class SourceSupervision {
 public:
  /// `alertAfter` is how long the source may be away before it counts as lost.
  explicit SourceSupervision(Millis alertAfter);

  const SourceStatus& status() const { return status_; }

  /// The source runs, or has ended.
  void setState(SourceStatus::State state, std::string detail);

  /// The source works, connected to `what`. If it was lost, returns since when it was away.
  std::optional<Clock::time_point> ready(std::string_view what);

  /// The source failed. Returns the wait before its next start: 1 s to 60 s, doubling; 60 s to 10 min for a Failure
  /// with Hold. Half of it is random.
  Millis failed(const Failure& failure, Clock::time_point now);

  /// The source starts again after a failure.
  void restarting();

  /// Since when the source is away; nothing if it works.
  std::optional<Clock::time_point> awaySince() const { return status_.awaySince; }

  /// When the source counts as lost, unless it is ready() before. Nothing if it is not away, or lost already.
  std::optional<Clock::time_point> lostAt() const;

  /// The source counts as lost from now on.
  void setLost() { lost_ = true; }

 private:
  const Millis alertAfter_;
  SourceStatus status_{};
  Backoff backoff_;
  Backoff holdBackoff_;
  bool lost_ = false;
};

}  // namespace herald::core
