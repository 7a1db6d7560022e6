#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::core {

/// Gives the events that one transform makes of one event (or of what an earlier transform made of it) ids of their
/// own: the first one keeps its parent's id, the others get `ID-2`, `ID-3`, …, and one without an id is never the
/// first.
class DerivedIds {
 public:
  explicit DerivedIds(const std::vector<std::shared_ptr<const Event>>& inputs);

  /// The id of an event that was emitted with the id `wish` on behalf of `parent`.
  std::string take(const Event& parent, const std::string& wish);

 private:
  std::string derive(const std::string& base);

  std::set<std::string, std::less<>> inputs_{};
  std::set<std::string, std::less<>> taken_{};
  std::map<std::string, int, std::less<>> last_{};  // by base: the number that was given last
};

}  // namespace herald::core
