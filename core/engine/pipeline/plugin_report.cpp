// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plugin_report.h"

#include <algorithm>
#include <cmath>

#include "base/text/kept_text.h"

namespace herald::core {

namespace {

bool isMetricName(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= PluginReport::kLongestName && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, fits) && !name.ends_with("_total");
}

}  // namespace

void PluginReport::connected(std::string_view what) {
  auto kept = keptText(what);
  const MutexLock lock(mutex_);
  connection_ = std::move(kept);
}

bool PluginReport::count(std::string_view name, std::uint64_t by) {
  const MutexLock lock(mutex_);
  if (const auto known = counts_.find(name); known != counts_.end()) {
    known->second += by;
    return true;
  }
  if (counts_.size() >= kMostCounters || !isMetricName(name)) return false;
  counts_.emplace(name, by);
  return true;
}

bool PluginReport::measure(std::string_view name, std::string_view of, std::optional<double> value) {
  if (!isMetricName(name)) return false;
  const auto what = keptText(of);
  const MutexLock lock(mutex_);
  const auto named = measures_.find(name);
  const bool isKnown = named != measures_.end() && named->second.contains(what);
  if (!value || !std::isfinite(*value)) {
    if (!isKnown) return true;
    named->second.erase(what);
    if (named->second.empty()) measures_.erase(named);
    --measured_;
    return true;
  }
  if (!isKnown && measured_ >= kMostMeasures) return false;
  if (!isKnown) ++measured_;
  measures_[std::string(name)][what] = *value;
  return true;
}

std::string PluginReport::connection() const {
  const MutexLock lock(mutex_);
  return connection_;
}

PluginReport::Measures PluginReport::measures() const {
  const MutexLock lock(mutex_);
  return measures_;
}

PluginReport::Counts PluginReport::counts() const {
  const MutexLock lock(mutex_);
  return counts_;
}

}  // namespace herald::core
