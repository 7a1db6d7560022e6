#pragma once

#include <functional>

#include "heraldd/admin/admin_routes.h"
#include "heraldd/admin/status_report.h"

namespace herald::core {

/// How the daemon is:
///
///   GET /status    everything, as JSON
///   GET /metrics   the numbers, for Prometheus
///   GET /healthz   200 as long as the process answers
///   GET /readyz    200 if nothing keeps events from arriving, else 503 with {"problems": [sentence …]}
///
/// `report` is called from the server's threads.
void addStatusRoutes(AdminRoutes& routes, std::function<StatusReport()> report);

}  // namespace herald::core
