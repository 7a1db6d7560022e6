// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/monitors.h"

#include <algorithm>
#include <array>

#include "herald/json.h"
#include "herald/safe_text.h"
#include "heraldd/admin/metrics.h"

namespace herald::core {

namespace {

constexpr std::string_view kHealth = "/healthz";
constexpr std::string_view kReady = "/readyz";
constexpr std::string_view kMetrics = "/metrics";

constexpr std::array<std::string_view, 3> kBeginsWithDetails{"source ", "sink ", "Herald did not take over"};

/// What stands behind the colon may name addresses and settings.
std::string withoutDetails(const std::string& problem) {
  const auto has = [&](std::string_view begin) { return problem.starts_with(begin); };
  const auto colon = problem.find(": ");
  if (colon == problem.npos || std::none_of(kBeginsWithDetails.begin(), kBeginsWithDetails.end(), has)) return problem;
  return problem.substr(0, colon) + ": run `heraldctl status`";
}

Monitors::Answer readiness(const StatusReport& report, bool withDetails) {
  std::string list;
  for (const auto& problem : report.problems()) {
    list += (list.empty() ? "" : ",") + jsonQuote(withDetails ? problem : withoutDetails(problem));
  }
  return {list.empty() ? 200 : 503, JsonObject().addRaw("problems", "[" + list + "]").text()};
}

}  // namespace

bool Monitors::has(std::string_view path) { return isUrgent(path) || path == kMetrics; }

bool Monitors::isUrgent(std::string_view path) { return path == kHealth || path == kReady; }

Monitors::Answer Monitors::answer(std::string_view path, bool isTrusted) const {
  if (path == kHealth) return {200, R"({"status":"ok"})"};
  auto answer = path == kReady ? readiness(report_(), isTrusted) : Answer{200, metrics(report_()), kMetricsType};
  if (mask_) answer.body = mask_(answer.body);
  if (path == kReady) answer.body = safeText(answer.body);  // after the mask, which looks for secrets as they are
  return answer;
}

}  // namespace herald::core
