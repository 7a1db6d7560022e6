// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace herald::matching {

/// The value of a field as JSON: `"PrintDone"`, `612.5`. Empty if there is no such field.
using Fields = std::function<std::string(std::string_view field)>;

enum class Operator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, Matches };

/// Compares a field with a value: `payload.time > 600`. Immutable; any thread may use it.
class Comparison {
 public:
  /// A quoted value is a text even if it looks like a number.
  Comparison(std::string field, Operator op, std::string value, bool isQuoted);

  const std::string& field() const { return field_; }
  const std::string& value() const { return value_; }
  bool isNumber() const { return number_.has_value(); }

  /// If there is no such field, only NotEqual holds.
  bool holds(const Fields& fields) const;

 private:
  std::string field_;
  Operator op_;
  std::string value_;             ///< without its quotes
  std::optional<double> number_;  ///< the value, if it is a number without quotes
};

}  // namespace herald::matching
