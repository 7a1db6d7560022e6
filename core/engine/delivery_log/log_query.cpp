// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_query.h"

#include <algorithm>

namespace herald::core {

namespace {

bool isAmong(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), text) != wanted.end();
}

}  // namespace

bool matches(const LogFilter& filter, const LogEntry& entry) {
  return (filter.steps.none() || filter.steps.test(static_cast<std::size_t>(entry.step))) &&
         entry.time >= filter.since && entry.time < filter.until && isAmong(filter.sinks, entry.sink) &&
         isAmong(filter.devices, entry.device) && isAmong(filter.types, entry.type) &&
         (filter.event.empty() || filter.event == entry.event);
}

}  // namespace herald::core
