// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/plan.h"
#include "heraldd/api/deliveries/dead_letter_selection.h"
#include "heraldd/api/deliveries/jobs.h"

namespace herald::core {

/// Why the configuration of this plan would not bring the event of the dead letter to its sink; empty if it would. It
/// asks the routes for the source, the device, the tags and the type. It does not call a transform, because those have
/// seen the event already. If a transform made the event, its type is the transform's own, and is not asked for.
std::string refusalToday(const Plan& plan, const Delivery& letter);

/// The work on dead letters as parts of a job. A replayed delivery gets a new sequence, which is behind the end of the
/// job: so if it dies again meanwhile, the job does not replay it twice.
class DeadLetterJobs {
 public:
  struct Daemon {
    Outbox& outbox;  ///< outlives the jobs, as the clock does
    const TimeSource& time;
    std::function<void(const std::set<std::string>& sinks)> wake;
    std::function<std::shared_ptr<const Plan>()> plan;
  };

  enum class As : std::uint8_t {
    Was,   ///< the delivery as Herald accepted it, whatever the routes say now
    Today  ///< only if the configuration of today brings the event to the sink
  };

  explicit DeadLetterJobs(Daemon daemon) : daemon_(std::move(daemon)) {}

  /// Throws ApiProblem if the name is not empty, and neither a configured sink nor one with deliveries has it.
  void requireSink(const std::string& name) const;

  /// How many dead letters are selected now. Throws Unreadable.
  std::size_t count(const DeadLetterSelection& selection) const;

  Jobs::Part replay(const DeadLetterSelection& selection, As as) const;
  Jobs::Part purge(const DeadLetterSelection& selection) const;

 private:
  std::shared_ptr<DeadLetterParts> partsOf(const DeadLetterSelection& selection) const;

  const Daemon daemon_;
};

}  // namespace herald::core
