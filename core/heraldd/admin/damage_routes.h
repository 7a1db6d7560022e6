// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outbox/outbox.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Adds the route by which an operator says that he knows of the damage of the outbox:
///
///   POST /outbox/acknowledge   then it is no problem any longer; `damage` says what it was, empty if there was none
///
/// `outbox` outlives the routes. The server's threads call it.
void addDamageRoutes(AdminRoutes& routes, Outbox& outbox);

}  // namespace herald::core
