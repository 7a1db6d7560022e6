// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/work_slots.h"

#include <string>

#include "engine/plugin_host/plugin_thread.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

std::shared_ptr<const void> slotOf(TrialSlots& slots, int most, const std::string& what) {
  if (auto slot = slots.take()) return slot;
  throw ApiProblem(429, "Herald makes " + std::to_string(most) + " " + what + " at once: try again in a second")
      .with("Retry-After", "1");
}

void refuseIfPluginsHang() {
  const auto hanging = hangingCalls();
  if (hanging < WorkSlots::kMostHanging) return;
  throw ApiProblem(503, "plugins do not return from " + std::to_string(hanging) +
                            " calls: restart Herald, and remove the plugin that hangs");
}

}  // namespace

std::shared_ptr<const void> WorkSlots::take(Operation::Work work) {
  using Work = Operation::Work;
  if (work == Work::Plan || work == Work::Network) refuseIfPluginsHang();
  switch (work) {
    case Work::None: return nullptr;
    case Work::Plan: return slotOf(plans_, kMostPlans, "previews");
    case Work::Network: return slotOf(calls_, kMostCalls, "calls over the network");
    case Work::Change: return slotOf(changes_, kMostChanges, "changes");
  }
  return nullptr;
}

}  // namespace herald::core
