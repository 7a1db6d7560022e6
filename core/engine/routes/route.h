#pragma once

#include <memory>
#include <string>
#include <vector>

#include "herald/event.h"
#include "herald/transform.h"

namespace herald::core {

class StateStore;

/// Who publishes: what a route can select by besides the event itself.
struct Origin {
  std::string source{};  ///< the name in the configuration
  std::string device{};  ///< the event's device where the event names none
  std::vector<std::string> tags{};
  std::string notTo{};  ///< a sink that its events never go to
};

/// The context of an event of this origin: with its tags, the variable @tags, if it has any.
std::string contextOf(const Origin& origin, std::string context);

/// Whose events are Herald's own: the source `herald`, and the device that they are about.
Origin ownOrigin(std::string device, std::vector<std::string> tags, std::string notTo = {});

/// Which events go through which transforms to which sinks: configuration as a value.
struct Route {
  std::string name{};
  std::vector<std::string>
      from{};  ///< globs on the source's name or the event's device, or `tag:` and a glob; empty: everyone
  std::vector<std::string> events{};  ///< globs on the type; empty: every type
  struct Step {
    std::string name;
    std::shared_ptr<Transform> transform;
    std::shared_ptr<StateStore> state{};  ///< what it saves; null: nothing
  };
  std::vector<Step> steps{};  ///< in their order, each an instance of this route's own
  std::vector<std::string> sinks{};

  bool matches(const Origin& origin, const Event& event) const;
};

}  // namespace herald::core
