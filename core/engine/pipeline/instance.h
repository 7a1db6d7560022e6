// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/event_bus/transform_step.h"
#include "engine/pipeline/instance_host.h"
#include "engine/state/state_store.h"
#include "engine/state/timer_book.h"
#include "herald/plugin.h"

namespace herald::core {

/// One configured plugin instance.
struct Instance {
  std::string fingerprint{};  ///< of type, library and options; a plan keeps an instance with the same one
  Settings settings{};
  std::shared_ptr<InstanceHost> host{};
  std::shared_ptr<Plugin> plugin{};
  std::shared_ptr<StateStore> state{};                                      ///< null in a dry run
  std::shared_ptr<TimerBook> timers{};                                      ///< null unless it is a TimerUser
  std::shared_ptr<TransformTurn> turn = std::make_shared<TransformTurn>();  ///< for the calls of a transform
};

}  // namespace herald::core
