// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/damage_routes.h"

#include "engine/outbox/damage.h"
#include "herald/json.h"

namespace herald::core {

void addDamageRoutes(AdminRoutes& routes, Outbox& outbox) {
  routes.add("POST", "/outbox/acknowledge", [&outbox](const AdminRequest&) {
    return AdminAnswer{200, JsonObject().add("damage", acknowledgeDamage(outbox)).text()};
  });
}

}  // namespace herald::core
