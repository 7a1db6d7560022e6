// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/event.h"

namespace herald::core {

/// The event that OctoPrint-Webhooks sends for a test: an example file, half printed, milestone 50. The caller sets id,
/// source and time.
Event makeTrialEvent(const std::string& type, const std::string& device);

}  // namespace herald::core
