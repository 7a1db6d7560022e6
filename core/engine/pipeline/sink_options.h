// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/dispatch/sink/sink_setup.h"
#include "herald/settings.h"

namespace herald::core {

/// The core's options for a sink: `type` and `preset`, those of Hook, those of delivery, and variantOptions(). An
/// option of the plugin with the same name (`timeout`) replaces the core's.
std::vector<Option> sinkOptions();

/// The setup that these options give, without name, mask, and what setVersions() adds. Throws BadSettings.
SinkSetup setupOf(const Settings& settings);

/// Why two sinks with the same `rate.shared` cannot share a rate, as a clause. Empty if they can, or do not share one.
std::string whyNotShared(const SinkSetup& one, const SinkSetup& other);

}  // namespace herald::core
