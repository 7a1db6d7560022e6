#pragma once

#include <string>
#include <utility>
#include <vector>

namespace herald::octoprint {

/// Which events are reported. Left out unless named: those that the connection of Herald itself causes, and those with
/// which the OctoPrint-Webhooks plugin calls itself.
class EventNames {
 public:
  EventNames() = default;
  explicit EventNames(std::vector<std::string> included) : included_(std::move(included)) {}  ///< globs

  bool reported(const std::string& type) const;

 private:
  std::vector<std::string> included_;
};

}  // namespace herald::octoprint
