// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plugin_host/plugin_host.h"

namespace herald::core::ctl {

/// Prints the plugin files that are on disk now. `daemon` is the running daemon's list; with it, each
/// file also says whether the daemon runs it as it is, or needs a reload first. Files that only the daemon has follow.
void printPlugins(const std::vector<Library>& onDisk, const std::optional<std::string>& daemon, std::ostream& out);

}  // namespace herald::core::ctl
