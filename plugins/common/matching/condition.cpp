// SPDX-License-Identifier: Apache-2.0
#include "matching/condition.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald::matching {
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

std::string parseField(Reader& in, const Condition::FieldCheck& whyNoField) {
  std::string field(in.word());
  if (const std::string why = whyNoField(field); !why.empty()) throw BadCondition("expected a field" + why);
  return field;
}

Operator parseOperator(Reader& in, const std::string& field) {
  const std::string_view word = in.op();
  const auto found =
      std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& entry) { return entry.first == word; });
  if (found != kOperators.end()) return found->second;
  throw BadCondition("expected an operator (= != < <= > >= ~ contains matches) after " + inBackticks(field) +
                     (word.empty() ? "" : ", not " + inBackticks(word)));
}

Comparison parseComparison(Reader& in, const Condition::FieldCheck& whyNoField) {
  const std::string field = parseField(in, whyNoField);
  const Operator op = parseOperator(in, field);
  if (in.atEnd()) throw BadCondition("expected a value after the operator of " + inBackticks(field));
  const auto [value, isQuoted] = in.value();
  Comparison comparison(field, op, std::string(value), isQuoted);
  if (needsNumber(op) && !comparison.isNumber())
    throw BadCondition("expected a number without quotes to compare " + inBackticks(field) + " with, not " +
                       inBackticks(value));
  return comparison;
}

/// Reads the word that joins two comparisons. True if it is `or`.
bool parseJoint(Reader& in, const Comparison& before) {
  const std::string_view word = in.word();
  if (word != "and" && word != "or")
    throw BadCondition("expected `and`, `or` or the end after the value " + inBackticks(before.value()) + ", not " +
                       inBackticks(word) + "; put a value with blanks between quotes");
  if (in.atEnd()) throw BadCondition("expected a comparison after the last " + inBackticks(word));
  return word == "or";
}

}  // namespace

Condition::Condition(std::string_view text, const FieldCheck& whyNoField) {
  Reader in(text);
  if (in.atEnd()) return;
  alternatives_.emplace_back();
  for (;;) {
    alternatives_.back().push_back(parseComparison(in, whyNoField));
    if (in.atEnd()) return;
    if (parseJoint(in, alternatives_.back().back())) alternatives_.emplace_back();
  }
}

bool Condition::holds(const Fields& fields) const {
  return holds(fields, [](std::string_view) { return true; });
}

bool Condition::holds(const Fields& fields, const std::function<bool(std::string_view field)>& isKnown) const {
  const auto fits = [&](const Comparison& one) { return isKnown(one.field()) && one.holds(fields); };
  const auto all = [&](const Comparisons& comparisons) {
    return std::all_of(comparisons.begin(), comparisons.end(), fits);
  };
  return isEmpty() || std::any_of(alternatives_.begin(), alternatives_.end(), all);
}

}  // namespace herald::matching
