// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

#include "comparison.h"
#include "herald/event.h"

namespace herald::filter {

/// A condition that cannot be read. The text is a clause that says what is wrong and where.
class BadCondition : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Comparisons joined by `and`, each FIELD OPERATOR VALUE. An empty condition always holds. Immutable; any thread may
/// use it.
class Condition {
 public:
  Condition() = default;
  explicit Condition(std::string_view text);  ///< throws BadCondition

  bool holds(const Event& event) const;

 private:
  std::vector<Comparison> comparisons_;
};

}  // namespace herald::filter
