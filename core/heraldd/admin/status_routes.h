// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "heraldd/admin/admin_routes.h"
#include "heraldd/admin/status_report.h"

namespace herald::core {

/// Adds the routes that report on the daemon:
///
///   GET /status    everything, as JSON
///   GET /metrics   the metrics, for Prometheus
///   GET /healthz   200 while the process answers
///   GET /readyz    200 if nothing keeps events from arriving, otherwise 503 with {"problems": [sentence …]}; what may
///                  name addresses and settings only for clients that are trusted
///
/// The server's threads call `report`.
void addStatusRoutes(AdminRoutes& routes, std::function<StatusReport()> report);

}  // namespace herald::core
