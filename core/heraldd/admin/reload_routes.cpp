// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/reload_routes.h"

#include <string>
#include <utility>

#include "herald/json.h"

namespace herald::core {

void addReloadRoutes(AdminRoutes& routes, const ReloadRecord& record, std::function<void()> ask) {
  routes.add("POST", "/reload", [&record, ask = std::move(ask)](const AdminRequest&) {
    // A reload that has begun may have read the files already, so only the next one counts.
    const auto number = record.state().begun + 1;
    ask();
    return AdminAnswer{200, JsonObject().addRaw("number", std::to_string(number)).text()};
  });
  routes.add("GET", "/reload", [&record](const AdminRequest&) {
    const auto state = record.state();
    return AdminAnswer{200,
                       JsonObject().addRaw("ended", std::to_string(state.ended)).add("refusal", state.refusal).text()};
  });
}

}  // namespace herald::core
