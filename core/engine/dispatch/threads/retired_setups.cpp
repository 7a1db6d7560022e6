// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/retired_setups.h"

#include "engine/plugin_host/hanging_call.h"
#include "engine/plugin_host/plugin_call.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

struct Dropped {
  HangingCall hanging;  // destroyed last
  std::vector<std::shared_ptr<const SinkSetup>> setups;
};

}  // namespace

void RetiredSetups::add(std::shared_ptr<const SinkSetup> setup, const std::shared_ptr<const SinkSetup>& current) {
  if (setup != current) setups_.push_back(std::move(setup));
}

// If there is no thread left, they stay for good: a leak is better than a deadlock.
void RetiredSetups::dropElsewhere() {
  if (setups_.empty()) return;
  const auto& first = *setups_.front();
  auto* const dropped = new Dropped{HangingCall(whoIs("sink", first.name, first.plugin)), take()};
  try {
    startThread([dropped] { delete dropped; }).detach();
  } catch (const NoThread&) {
    return;
  }
}

}  // namespace herald::core
