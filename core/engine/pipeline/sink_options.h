#pragma once

#include <string>
#include <vector>

#include "engine/dispatch/sink_setup.h"
#include "herald/settings.h"

namespace herald::core {

/// The options that the core itself understands in a sink's block, besides those of the plugin: the hook's, and how
/// deliveries are tried. Where the plugin declares one of the same name (`timeout`), it is the plugin's.
std::vector<Option> sinkOptions();

/// The part of a setup that comes from these options: all but name, sink, host and mask. Throws BadSettings.
SinkSetup setupOf(const Settings& settings);

/// Why two sinks cannot share a rate though they name the same one; empty if they can, or do not.
std::string whyNotShared(const SinkSetup& one, const SinkSetup& other);

}  // namespace herald::core
