// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "engine/dispatch/dispatcher.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Adds the routes that control one sink:
///
///   POST /sinks/{sink}/pause    begins no further attempts; new deliveries wait
///   POST /sinks/{sink}/resume   ends a pause, and tries immediately
///   POST /sinks/{sink}/drain    delivers what waits now, then pauses
///   POST /sinks/{sink}/retry    tries immediately what waits for a retry or a probe
///   POST /sinks/{sink}/test     ?event=PrintDone; with dry=true it sends nothing: see TrialReport
///
/// `dispatcher` outlives the routes. `test` throws std::runtime_error with the reason if the sink cannot be tested.
void addSinkRoutes(AdminRoutes& routes, Dispatcher& dispatcher,
                   std::function<std::string(const std::string& sink, const std::string& event, bool dry)> test);

}  // namespace herald::core
