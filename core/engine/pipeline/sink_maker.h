// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/block.h"
#include "engine/pipeline/instance_maker.h"
#include "engine/pipeline/plan.h"
#include "engine/pipeline/variant_layers.h"

namespace herald::core {

/// Makes the instances of one sink: one for all events, and one more for each different set of options that `on.EVENT`
/// and `for.DEVICE` give. They share their state, HTTP clients and counters. For one thread; lives as long as the plan
/// is made.
class SinkMaker {
 public:
  /// The most versions of one sink.
  static constexpr std::size_t kMostVersions = 1000;

  /// Both outlive the maker.
  SinkMaker(InstanceMaker& instances, std::vector<ConfigProblem>& problems)
      : instances_(instances), problems_(problems) {}

  /// The sink without its setup. Takes each instance from `old` whose fingerprint is the same; it may be null. If the
  /// plugin takes one call at a time, it takes all of them or none. Adds each error to the problems, and returns
  /// nothing if there is one.
  std::optional<PlannedSink> make(const Block& block, const PlannedSink* old);

 private:
  using Checked = InstanceMaker::Checked;

  std::optional<std::vector<Checked>> check(const VariantLayers& layers, const std::vector<SelectorSet>& sets);
  void explain(std::size_t reported, const Block& block, const SelectorSet& set,
               const std::vector<VariantSelector>& selectors);
  void refuse(const Block& block);

  InstanceMaker& instances_;
  std::vector<ConfigProblem>& problems_;
  std::vector<std::pair<ConfigProblem, SelectorSet>>
      keyless_{};  // the problems that no key explains, and whose they are
};

/// Sets what its versions decide of the setup: the sink, its host, timeout, picture, selectors and fingerprint. Keeps
/// the sink of `before` if nothing has changed; it may be null.
void setVersions(PlannedSink& sink, const PlannedSink* before);

}  // namespace herald::core
