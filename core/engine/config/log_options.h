// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/config/block.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::core {

/// log.keep: how much of the delivery log stays. A value.
struct LogKeep {
  Millis age{0};
  std::size_t bytes = 0;
  bool operator==(const LogKeep&) const = default;
};

/// The declarations of log.*.
std::vector<Option> logOptions();

/// The options of the block `log`. Adds each error to `problems`; the default stands for a wrong value.
LogKeep readLogOptions(const Block& block, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
