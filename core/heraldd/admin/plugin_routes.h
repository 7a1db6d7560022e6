// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/plugin_host/plugin_host.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Adds the route that lists the plugin files:
///
///   GET /plugins   {"libraries": [{"file", "hash", "version", "builtFor", "loaded", "reason", "offers": ["sink
///   webhook"],
///                  "refused": []}]}
void addPluginRoutes(AdminRoutes& routes, std::function<std::vector<Library>()> libraries);

}  // namespace herald::core
