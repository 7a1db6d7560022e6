#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock/time_source.h"
#include "engine/dispatch/policy/lines.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// What waits for sinks that are configured no more. It is kept until it is moved, purged, or too old by the limits
/// that a sink has of its own accord. For one thread at a time.
class Orphans {
 public:
  Orphans(Outbox& outbox, const TimeSource& time) : outbox_(outbox), time_(time) {}

  /// Ends what is too old, and says when to look again.
  Clock::time_point look(const std::function<bool(const std::string& sink)>& isConfigured);

 private:
  Outbox& outbox_;
  const TimeSource& time_;
  std::map<std::string, Lines> lines_{};
};

}  // namespace herald::core
