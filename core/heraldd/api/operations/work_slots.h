// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/trial/trial_slots.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Bounds what costs the daemon work, each kind by itself: many previews keep nobody from saving. Work that hangs keeps
/// its slot until it returns. Every thread may use it.
class WorkSlots {
 public:
  static constexpr int kMostPlans = 4;
  static constexpr int kMostCalls = 2;
  static constexpr int kMostChanges = 4;  ///< one works, the others wait for it
  static constexpr int kMostHanging = 8;  ///< calls of plugins that do not return; with more, no plan and no attempt

  /// A slot, which is free again when the result ends; null for no work. Throws ApiProblem 429 if none is free, and 503
  /// if too many plugins hang.
  std::shared_ptr<const void> take(Operation::Work work);

 private:
  TrialSlots plans_{kMostPlans}, calls_{kMostCalls}, changes_{kMostChanges};
};

}  // namespace herald::core
