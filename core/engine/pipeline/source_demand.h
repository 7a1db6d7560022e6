// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/event_bus/source_runner.h"
#include "engine/pipeline/plan.h"
#include "herald/mutex.h"

namespace herald::core {

/// Answers sources which variables and event types the newest plan uses. A source that hangs may outlive the pipeline,
/// so both share this object. Every thread may call it.
class SourceDemand : public std::enable_shared_from_this<SourceDemand> {
 public:
  void set(std::shared_ptr<const Plan> plan);

  /// The demand on one source. It keeps this object alive. Call it after set().
  Demand of(const Origin& origin);

 private:
  std::shared_ptr<const Plan> plan() const;

  mutable Mutex mutex_{};
  std::shared_ptr<const Plan> plan_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
