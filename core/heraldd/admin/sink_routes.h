#pragma once

#include <functional>
#include <string>

#include "engine/dispatch/dispatcher.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// The operator's words to one sink:
///
///   POST /sinks/{sink}/pause    no more attempts; what comes waits
///   POST /sinks/{sink}/resume   ends that, and tries at once
///   POST /sinks/{sink}/drain    delivers what waits, then pauses
///   POST /sinks/{sink}/retry    tries at once what waits for a retry or a probe
///   POST /sinks/{sink}/test     ?event=PrintDone, and dry=true to send nothing: see TrialReport
///
/// `dispatcher` outlives the routes; `test` throws std::runtime_error with why there is nothing to try.
void addSinkRoutes(AdminRoutes& routes, Dispatcher& dispatcher,
                   std::function<std::string(const std::string& sink, const std::string& event, bool dry)> test);

}  // namespace herald::core
