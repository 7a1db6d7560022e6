// SPDX-License-Identifier: Apache-2.0
#include "condition.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "herald/settings.h"

namespace herald::filter {
namespace {

// The longer ones first, so that `<=` is not read as `<`.
constexpr std::array<std::pair<std::string_view, Operator>, 10> kOperators{{{"!=", Operator::NotEqual},
                                                                            {"<=", Operator::LessOrEqual},
                                                                            {">=", Operator::GreaterOrEqual},
                                                                            {"==", Operator::Equal},
                                                                            {"=", Operator::Equal},
                                                                            {"<", Operator::Less},
                                                                            {">", Operator::Greater},
                                                                            {"~", Operator::Matches},
                                                                            {"contains", Operator::Contains},
                                                                            {"matches", Operator::Matches}}};

const std::vector<std::string> kPlainFields{"type", "device", "subject", "category", "source"};

bool isBlank(char c) { return c == ' ' || c == '\t'; }

bool isSymbol(char c) { return c == '=' || c == '!' || c == '<' || c == '>' || c == '~'; }

bool needsNumber(Operator op) {
  return op == Operator::Less || op == Operator::LessOrEqual || op == Operator::Greater ||
         op == Operator::GreaterOrEqual;
}

std::string inBackticks(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Reads a text piece by piece from its front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool atEnd() {
    while (!rest_.empty() && isBlank(rest_.front())) rest_.remove_prefix(1);
    return rest_.empty();
  }

  /// Up to a blank or a symbol.
  std::string_view word() {
    return take([](char c) { return isBlank(c) || isSymbol(c); });
  }

  /// Symbols, or a word.
  std::string_view op() {
    if (atEnd() || !isSymbol(rest_.front())) return word();
    return take([](char c) { return !isSymbol(c); });
  }

  /// The text between quotes, or up to a blank; and whether it was quoted.
  std::pair<std::string_view, bool> value() {
    if (atEnd() || (rest_.front() != '"' && rest_.front() != '\'')) return {take(isBlank), false};
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos)
      throw BadCondition("the quote " + inBackticks(rest_.substr(0, 1)) + " is not closed: " + std::string(rest_));
    const std::string_view inner = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return {inner, true};
  }

 private:
  template <typename Ends>
  std::string_view take(Ends ends) {
    atEnd();
    const auto end = std::find_if(rest_.begin(), rest_.end(), ends);
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

std::string parseField(Reader& in) {
  std::string field(in.word());
  const bool isPath = (field.starts_with("payload.") || field.starts_with("context.")) && !field.ends_with('.');
  if (isPath || std::find(kPlainFields.begin(), kPlainFields.end(), field) != kPlainFields.end()) return field;
  throw BadCondition("expected a field (payload.NAME, context.NAME, type, device, subject, category or source), not " +
                     inBackticks(field) + didYouMean(field, kPlainFields));
}

Operator parseOperator(Reader& in, const std::string& field) {
  const std::string_view word = in.op();
  const auto found =
      std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& entry) { return entry.first == word; });
  if (found != kOperators.end()) return found->second;
  throw BadCondition("expected an operator (= != < <= > >= ~ contains matches) after " + inBackticks(field) +
                     (word.empty() ? "" : ", not " + inBackticks(word)));
}

Comparison parseComparison(Reader& in) {
  const std::string field = parseField(in);
  const Operator op = parseOperator(in, field);
  if (in.atEnd()) throw BadCondition("expected a value after the operator of " + inBackticks(field));
  const auto [value, isQuoted] = in.value();
  Comparison comparison(field, op, std::string(value), isQuoted);
  if (needsNumber(op) && !comparison.isNumber())
    throw BadCondition("expected a number without quotes to compare " + inBackticks(field) + " with, not " +
                       inBackticks(value));
  return comparison;
}

std::vector<Comparison> parseCondition(std::string_view text) {
  Reader in(text);
  std::vector<Comparison> comparisons;
  while (!in.atEnd()) {
    comparisons.push_back(parseComparison(in));
    if (in.atEnd()) break;
    if (const std::string_view word = in.word(); word != "and")
      throw BadCondition("expected `and` or the end after the value " + inBackticks(comparisons.back().value()) +
                         ", not " + inBackticks(word) + "; put a value with blanks between quotes");
    if (in.atEnd()) throw BadCondition("expected a comparison after the last `and`");
  }
  return comparisons;
}

}  // namespace

Condition::Condition(std::string_view text) : comparisons_(parseCondition(text)) {}

bool Condition::holds(const Event& event) const {
  return std::all_of(comparisons_.begin(), comparisons_.end(),
                     [&](const Comparison& comparison) { return comparison.holds(event); });
}

}  // namespace herald::filter
