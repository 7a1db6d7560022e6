// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "printing/layer_report.h"

namespace herald::octoprint {

/// The layer in a message of the plugin DisplayLayerProgress
/// (https://github.com/OllisGit/OctoPrint-DisplayLayerProgress, version 1.28.0). `body` is the body of a push message
/// `plugin`. Returns nothing for a message that no new layer has caused: that one may still have the layer of the last
/// print. Cura counts from 0, and the plugin does the same.
std::optional<printing::LayerReport> layerInPluginMessage(std::string_view body);

}  // namespace herald::octoprint
