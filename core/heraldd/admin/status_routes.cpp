// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_routes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "herald/json.h"
#include "heraldd/admin/metrics.h"

namespace herald::core {

namespace {

constexpr std::array<std::string_view, 3> kBeginsWithDetails{"source ", "sink ", "Herald did not take over"};

/// What stands behind the colon may name addresses and settings.
std::string withoutDetails(const std::string& problem) {
  const auto has = [&](std::string_view begin) { return problem.starts_with(begin); };
  const auto colon = problem.find(": ");
  if (colon == problem.npos || std::none_of(kBeginsWithDetails.begin(), kBeginsWithDetails.end(), has)) return problem;
  return problem.substr(0, colon) + ": run `heraldctl status`";
}

AdminAnswer readiness(const StatusReport& report, bool withDetails) {
  std::string list;
  for (const auto& problem : report.problems()) {
    list += (list.empty() ? "" : ",") + jsonQuote(withDetails ? problem : withoutDetails(problem));
  }
  return {list.empty() ? 200 : 503, JsonObject().addRaw("problems", "[" + list + "]").text()};
}

}  // namespace

void addStatusRoutes(AdminRoutes& routes, std::function<StatusReport()> report) {
  routes.add("GET", "/status", [report](const AdminRequest&) { return AdminAnswer{200, toJson(report())}; });
  routes.add("GET", "/metrics", [report](const AdminRequest&) {
    return AdminAnswer{200, metrics(report()), kMetricsType};
  });
  routes.add("GET", "/healthz", [](const AdminRequest&) { return AdminAnswer{200, R"({"status":"ok"})"}; });
  routes.add("GET", "/readyz", [report = std::move(report)](const AdminRequest& request) {
    return readiness(report(), request.isTrusted);
  });
}

}  // namespace herald::core
