// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "engine/pipeline/variant_selector.h"
#include "herald/event.h"

namespace herald::core {

/// Says which version of a sink is for an event. Versions are numbered; 0 is for the events that no selector matches.
/// Immutable; every thread may use it.
class VariantChooser {
 public:
  VariantChooser() = default;  ///< always version 0

  /// `versions` has every set that some event can match.
  VariantChooser(std::vector<VariantSelector> selectors, std::map<SelectorSet, std::size_t> versions);

  std::size_t versionFor(const Event& event) const;

  /// The selectors that match the event, for people: "for.mk3*, on.PrintFailed"; empty if none does.
  std::string describe(const Event& event) const;

  const std::vector<VariantSelector>& selectors() const { return selectors_; }
  const std::map<SelectorSet, std::size_t>& versions() const { return versions_; }

 private:
  std::vector<VariantSelector> selectors_{};
  std::map<SelectorSet, std::size_t> versions_{};
};

}  // namespace herald::core
