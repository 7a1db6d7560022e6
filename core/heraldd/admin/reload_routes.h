// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "heraldd/admin/admin_routes.h"
#include "heraldd/admin/reload_record.h"

namespace herald::core {

/// Adds the routes for a reload whose result somebody waits for:
///
///   POST /reload   asks for a reload, and answers {"number": N} at once
///   GET /reload    {"ended": N, "refusal": ""}: the last reload that has ended, and why Herald refused its
///   configuration
///
/// The reload with the requested number has ended when `ended` is at least that number. A reload may replace the server
/// that answers, so no answer waits for it. `ask` begins a reload soon and returns at once. `record` outlives the
/// routes.
void addReloadRoutes(AdminRoutes& routes, const ReloadRecord& record, std::function<void()> ask);

}  // namespace herald::core
