// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::core {

/// Gives ids to the events that one transform makes from one published event. The first event keeps the id of its
/// parent, and the others get `ID-2`, `ID-3`, …. An event that is emitted without an id never keeps the parent's. For
/// one thread.
class DerivedIds {
 public:
  explicit DerivedIds(const std::vector<std::shared_ptr<const Event>>& inputs);

  /// The id of an event that was made from `parent`, and emitted with the id `wish`.
  std::string take(const Event& parent, const std::string& wish);

 private:
  std::string derive(const std::string& base);

  std::set<std::string, std::less<>> inputs_{};
  std::set<std::string, std::less<>> taken_{};
  std::map<std::string, int, std::less<>> last_{};  // by base: the last number
};

}  // namespace herald::core
