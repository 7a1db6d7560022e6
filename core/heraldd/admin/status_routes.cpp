// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_routes.h"

#include <utility>

#include "herald/json.h"
#include "heraldd/admin/metrics.h"

namespace herald::core {

namespace {

AdminAnswer readiness(const StatusReport& report) {
  const auto json = toJson(report);
  const auto problems = jsonAt(json, "problems");
  return {problems == "[]" ? 200 : 503, JsonObject().addRaw("problems", problems).text()};
}

}  // namespace

void addStatusRoutes(AdminRoutes& routes, std::function<StatusReport()> report) {
  routes.add("GET", "/status", [report](const AdminRequest&) { return AdminAnswer{200, toJson(report())}; });
  routes.add("GET", "/metrics", [report](const AdminRequest&) {
    return AdminAnswer{200, metrics(report()), kMetricsType};
  });
  routes.add("GET", "/healthz", [](const AdminRequest&) { return AdminAnswer{200, R"({"status":"ok"})"}; });
  routes.add("GET", "/readyz", [report = std::move(report)](const AdminRequest&) { return readiness(report()); });
}

}  // namespace herald::core
