// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/event.h"

namespace herald::core {

/// Who publishes. A route can select by it.
struct Origin {
  std::string source{};  ///< the name in the configuration
  std::string device{};  ///< the device of an event that names none
  std::vector<std::string> tags{};
  std::string notTo{};  ///< a sink that never gets these events
};

/// The context of an event of this origin. If the origin has tags, the context gets them as `tags`.
std::string contextOf(const Origin& origin, std::string context);

inline constexpr const char* kOwnSource = "herald";  ///< of Herald's own events

/// The origin of Herald's own events: the source `herald`, and the device that they are about.
Origin ownOrigin(std::string device, std::vector<std::string> tags, std::string notTo = {});

/// True for the origin of Herald's own events.
bool isOwn(const Origin& origin);

/// Which events go to which sinks. Configuration as a value.
struct Route {
  std::string name{};
  std::vector<std::string> from{};    ///< globs on the source or the device, or `tag:` and a glob; empty means all
  std::vector<std::string> events{};  ///< globs on the type; empty means all
  std::vector<std::string> sinks{};

  bool matches(const Origin& origin, const Event& event) const;
};

}  // namespace herald::core
