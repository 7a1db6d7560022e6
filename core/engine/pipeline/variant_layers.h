// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/config_problem.h"
#include "engine/pipeline/variant_selector.h"
#include "herald/settings.h"

namespace herald::core {

/// The options of a sink, sorted by the events that they are for (VariantKey).
///
/// For one event, an option that the sink sets itself takes precedence over one of its preset, and that over a default.
/// Among those, the most special selector wins (isLessSpecial); an option without any is the least special. A whole map
/// also replaces the members that it takes precedence over. A value.
class VariantLayers {
 public:
  /// `options` are all options of the sink, with variantOptions(). Adds an error to `problems` for each key that means
  /// nothing, and for each option that cannot differ (whyFixed).
  VariantLayers(const Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems);

  /// Every selector of some option, once, the least special first.
  const std::vector<VariantSelector>& selectors() const { return selectors_; }

  /// The options for the events that match exactly these selectors, under the names of today.
  Block block(const SelectorSet& set) const;

 private:
  struct Less {
    bool operator()(const VariantSelector& one, const VariantSelector& other) const {
      return isLessSpecial(one, other);
    }
  };
  using Layers = std::map<VariantSelector, Block, Less>;  // those for all events have the empty selector

  Block frame_;                      // without entries
  std::map<Rank, Layers> layers_{};  // in the order of precedence
  std::vector<VariantSelector> selectors_{};
};

}  // namespace herald::core
