#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::filter {

/// Thrown for a condition that cannot be read, with a clause that says what is wrong where.
class BadCondition : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Operator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, Matches };

/// A field of the event against a value: `payload.time > 600`.
struct Comparison {
  std::string field{};
  Operator op = Operator::Equal;
  std::string value{};    ///< without its quotes
  double number = 0;      ///< the value, where it is a number
  bool isNumber = false;  ///< false for one between quotes

  bool holds(const Event& event) const;
};

/// Comparisons joined by `and`; an empty text is a condition that always holds.
class Condition {
 public:
  Condition() = default;
  explicit Condition(std::string_view text);  ///< throws BadCondition

  bool holds(const Event& event) const;

 private:
  std::vector<Comparison> comparisons_;
};

}  // namespace herald::filter
