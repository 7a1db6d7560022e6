// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "herald/event.h"

namespace herald::core {

/// For which events some options of a sink are: those of `on.EVENT`, of `for.DEVICE`, or of both. A value.
struct VariantSelector {
  std::string event{};   ///< a glob on the type; empty means any
  std::string device{};  ///< a glob on the device; empty means any

  bool matches(const Event& event) const;
  bool operator==(const VariantSelector&) const = default;
};

/// As in the configuration: "on.PrintFailed", "for.mk3*", "on.PrintFailed.for.mk3*".
std::string toString(const VariantSelector& selector);

/// True if `one` is less special than `other`: nothing before a device alone before an event alone before both; then,
/// first by the event and then by the device, a glob before a name, and a shorter one before a longer one. A strict
/// order: only selectors that match the same events are equal.
bool isLessSpecial(const VariantSelector& one, const VariantSelector& other);

/// Indices of selectors, ascending.
using SelectorSet = std::vector<std::size_t>;

/// The selectors that match the event.
SelectorSet matching(const std::vector<VariantSelector>& selectors, const Event& event);

/// Every set that matching() can return for these selectors, the empty one first. It may have a few more. The selectors
/// are sorted, the least special first. Stops when there are more than `most`.
std::vector<SelectorSet> possibleMatches(const std::vector<VariantSelector>& selectors, std::size_t most);

}  // namespace herald::core
