// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "engine/pipeline/plan.h"

namespace herald::core {

/// The setup of a sink for a dry run. Its deliver() never calls that of the plugin: it asks the plugin for a preview
/// and gives the text to `show`. So whatever uses the setup, the sink does nothing. The plan's HTTP clients must
/// record. The setup shares the plugin with `sink`.
///
/// Throws std::runtime_error if the plugin cannot say what it would do; the text is a sentence that names the sink and
/// the plugin.
SinkSetup previewing(const PlannedSink& sink, std::function<void(std::string)> show);

}  // namespace herald::core
