// SPDX-License-Identifier: Apache-2.0
#include "matching/comparison.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "herald/json.h"
#include "matching/glob.h"

namespace herald::matching {
namespace {

/// The whole text as a number; nothing if it is not one.
std::optional<double> numberOf(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string asText(std::string_view raw) { return raw.starts_with('"') ? jsonToText(raw) : std::string(raw); }

bool contains(std::string_view raw, const std::string& value) {
  if (!raw.starts_with('[')) return asText(raw).find(value) != std::string::npos;
  const auto elements = jsonElements(raw);
  return std::any_of(elements.begin(), elements.end(),
                     [&](std::string_view element) { return asText(element) == value; });
}

}  // namespace

Comparison::Comparison(std::string field, Operator op, std::string value, bool isQuoted)
    : field_(std::move(field)), op_(op), value_(std::move(value)) {
  if (!isQuoted) number_ = numberOf(value_);
}

bool Comparison::holds(const Fields& fields) const {
  const std::string raw = fields(field_);
  if (raw.empty()) return op_ == Operator::NotEqual;
  const std::optional<double> left = raw.starts_with('"') ? std::nullopt : numberOf(raw);
  const bool areNumbers = left && number_;
  switch (op_) {
    case Operator::Equal: return areNumbers ? *left == *number_ : asText(raw) == value_;
    case Operator::NotEqual: return areNumbers ? *left != *number_ : asText(raw) != value_;
    case Operator::Less: return areNumbers && *left < *number_;
    case Operator::LessOrEqual: return areNumbers && *left <= *number_;
    case Operator::Greater: return areNumbers && *left > *number_;
    case Operator::GreaterOrEqual: return areNumbers && *left >= *number_;
    case Operator::Contains: return contains(raw, value_);
    case Operator::Matches: return globMatches(value_, asText(raw));
  }
  return false;
}

}  // namespace herald::matching
