// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "herald/event.h"

namespace herald::filter {

enum class Operator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, Matches };

/// Compares a field of an event with a value: `payload.time > 600`. Immutable; any thread may use it.
class Comparison {
 public:
  /// `field` is type, device, subject, category, source, payload.NAME or context.NAME. A quoted value is a text even if
  /// it looks like a number.
  Comparison(std::string field, Operator op, std::string value, bool isQuoted);

  const std::string& value() const { return value_; }
  bool isNumber() const { return number_.has_value(); }

  /// If the event does not have the field, only NotEqual holds.
  bool holds(const Event& event) const;

 private:
  std::string field_;
  Operator op_;
  std::string value_;             ///< without its quotes
  std::optional<double> number_;  ///< the value, if it is a number without quotes
};

}  // namespace herald::filter
