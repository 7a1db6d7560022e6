// SPDX-License-Identifier: Apache-2.0
#include "costly_fields.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald::octoprint {
namespace {

constexpr Millis kRetryWait = std::chrono::seconds(30);
constexpr Millis kFirstRequestTime = std::chrono::seconds(10);  // a slow host needs some seconds for its settings

/// The names that the plugin OctoPrint-Webhooks uses, and the REST API's names for the same.
constexpr std::array<std::pair<const char*, const char*>, 5> kMeta{{{"analysis", "gcodeAnalysis"},
                                                                    {"statistics", "statistics"},
                                                                    {"history", "prints"},
                                                                    {"hash", "hash"},
                                                                    {"user", "user"}}};

/// Empty if OctoPrint knows nothing about the file.
std::string metaOf(std::string_view file) {
  if (file.empty() || file == "{}") return {};
  JsonObject meta;
  for (const auto& [name, member] : kMeta) {
    if (const std::string_view value = jsonAt(file, member); !value.empty()) meta.addRaw(name, value);
  }
  return meta.text();
}

}  // namespace

CostlyFields::CostlyFields(const Feed& feed, RestClient& rest) : feed_(feed), rest_(rest) {
  if (feed_.wanted("appearance")) fetchAppearance(feed_.now() + kFirstRequestTime);
}

bool CostlyFields::due(const Field& field, Clock::time_point deadline) const {
  const auto now = feed_.now();
  return !field.current && now >= std::max(field.notBefore, notBefore_) && now < deadline;
}

void CostlyFields::store(Field& field, bool answered, std::string value) {
  field.current = !value.empty();
  if (field.current) field.value = std::move(value);
  if (!field.current) (answered ? field.notBefore : notBefore_) = feed_.now() + kRetryWait;
}

void CostlyFields::noteEvent(std::string_view type, std::string_view payload) {
  if (type == "SettingsUpdated") appearance_.current = false;
  const bool analysed = type == "MetadataAnalysisFinished" || type == "MetadataStatisticsUpdated";
  if (type == "PrintStarted" || (analysed && jsonToText(jsonAt(payload, "path")) == path_)) meta_.current = false;
}

void CostlyFields::addTo(JsonObject& context, const std::string& origin, const std::string& path,
                         Clock::time_point deadline) {
  if (feed_.wanted("meta")) {
    fetchMeta(origin, path, deadline);
    context.addRaw("meta", meta_.value);
  }
  if (feed_.wanted("appearance")) {
    fetchAppearance(deadline);
    context.addRaw("appearance", appearance_.value);
  }
}

void CostlyFields::fetchMeta(const std::string& origin, const std::string& path, Clock::time_point deadline) {
  if (origin != origin_ || path != path_) {
    origin_ = origin;
    path_ = path;
    meta_ = {};
  }
  if (path.empty() || !due(meta_, deadline)) return;
  const std::string file = rest_.file(origin, path, deadline);
  store(meta_, !file.empty(), metaOf(file));
}

void CostlyFields::fetchAppearance(Clock::time_point deadline) {
  if (!due(appearance_, deadline)) return;
  const std::string settings = rest_.settings(deadline);
  store(appearance_, !settings.empty(), std::string(jsonAt(settings, "appearance")));
}

}  // namespace herald::octoprint
