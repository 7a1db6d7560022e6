#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::octoprint {

/// What kind of news an event of OctoPrint is (https://docs.octoprint.org/en/master/events/).
Category categoryOf(std::string_view type);

/// Is it about the print job, and has the job's fields in its payload?
bool isJobEvent(std::string_view type);

/// Is it an event that ends a job?
bool isJobEnd(std::string_view type);

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
