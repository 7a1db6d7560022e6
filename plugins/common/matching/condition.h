// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "matching/comparison.h"

namespace herald::matching {

/// A condition that cannot be read. The text is a clause that says what is wrong and where.
class BadCondition : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Comparisons joined by `and` and `or`, each FIELD OPERATOR VALUE. `and` binds closer than `or`. An empty condition
/// always holds. Immutable; any thread may use it.
class Condition {
 public:
  /// Says which fields there are: returns a clause that continues "expected a field", such as " (type, device), not
  /// `typ`", for a word that is not one. Empty for a field.
  using FieldCheck = std::function<std::string(std::string_view word)>;

  Condition() = default;

  /// Throws BadCondition.
  Condition(std::string_view text, const FieldCheck& whyNoField);

  bool isEmpty() const { return alternatives_.empty(); }
  bool holds(const Fields& fields) const;

  /// As holds(), but no comparison holds whose field cannot be known: also not `!=`.
  bool holds(const Fields& fields, const std::function<bool(std::string_view field)>& isKnown) const;

 private:
  using Comparisons = std::vector<Comparison>;  ///< all of them must hold
  std::vector<Comparisons> alternatives_;       ///< one of them must hold
};

}  // namespace herald::matching
