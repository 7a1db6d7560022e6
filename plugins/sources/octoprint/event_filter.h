// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace herald::octoprint {

/// Decides which events of OctoPrint Herald reports. By default it omits the events that Herald's own connection
/// causes, and those that the plugin OctoPrint-Webhooks fires for itself.
class EventFilter {
 public:
  EventFilter() = default;

  /// `included`: names with `*` and `?`, of events that are reported all the same.
  explicit EventFilter(std::vector<std::string> included) : included_(std::move(included)) {}

  bool reports(const std::string& type) const;

 private:
  std::vector<std::string> included_;
};

}  // namespace herald::octoprint
