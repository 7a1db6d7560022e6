#include "condition.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "condition_parser.h"
#include "glob.h"
#include "herald/json.h"
#include "number.h"

namespace herald::filter {
namespace {

/// The field as raw JSON; empty if the event has none.
std::string fieldOf(const Event& event, std::string_view field) {
  const auto within = [&](std::string_view prefix, const std::string& json) {
    return std::string(jsonAt(json, field.substr(prefix.size())));
  };
  if (field.starts_with("payload.")) return within("payload.", event.payload);
  if (field.starts_with("context.")) return within("context.", event.context);
  if (field == "category") return jsonQuote(toString(event.category));
  if (field == "device") return jsonQuote(event.device);
  if (field == "source") return jsonQuote(event.source);
  if (field == "subject") return jsonQuote(event.subject);
  return jsonQuote(event.type);
}

std::string asText(std::string_view raw) { return raw.starts_with('"') ? jsonToText(raw) : std::string(raw); }

bool contains(std::string_view raw, const std::string& value) {
  if (!raw.starts_with('[')) return asText(raw).find(value) != std::string::npos;
  const auto elements = jsonElements(raw);
  return std::any_of(elements.begin(), elements.end(),
                     [&](std::string_view element) { return asText(element) == value; });
}

}  // namespace

bool Comparison::holds(const Event& event) const {
  const std::string raw = fieldOf(event, field);
  if (raw.empty()) return op == Operator::NotEqual;
  const std::optional<double> left = raw.starts_with('"') ? std::nullopt : numberOf(raw);
  const bool numbers = left && isNumber;
  switch (op) {
    case Operator::Equal: return numbers ? *left == number : asText(raw) == value;
    case Operator::NotEqual: return numbers ? *left != number : asText(raw) != value;
    case Operator::Less: return numbers && *left < number;
    case Operator::LessOrEqual: return numbers && *left <= number;
    case Operator::Greater: return numbers && *left > number;
    case Operator::GreaterOrEqual: return numbers && *left >= number;
    case Operator::Contains: return contains(raw, value);
    case Operator::Matches: return globMatches(value, asText(raw));
  }
  return false;
}

Condition::Condition(std::string_view text) : comparisons_(parseCondition(text)) {}

bool Condition::holds(const Event& event) const {
  return std::all_of(comparisons_.begin(), comparisons_.end(),
                     [&](const Comparison& comparison) { return comparison.holds(event); });
}

}  // namespace herald::filter
