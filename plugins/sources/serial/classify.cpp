// SPDX-License-Identifier: Apache-2.0
#include "classify.h"

#include <Poco/Ascii.h>

#include <algorithm>

#include "printing/firmware_lines.h"

namespace herald::serial {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\0'; }

bool beginsWith(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool same = pattern[i] == '#' ? Poco::Ascii::isDigit(text[i]) : lower(text[i]) == lower(pattern[i]);
    if (!same) return false;
  }
  return true;
}

std::string_view withoutEcho(std::string_view text) {
  return beginsWith(text, "echo:") ? trimmed(text.substr(5)) : text;
}

bool matches(const LineRule& rule, std::string_view text, std::string_view plain) {
  const std::string_view subject = rule.form == LineRule::Form::Echo ? plain : text;
  if (!beginsWith(subject, rule.text) || (rule.form == LineRule::Form::Is && subject.size() != rule.text.size()))
    return false;
  return rule.also.empty() || contains(subject.substr(rule.text.size()), rule.also);
}

/// Removes `ok`, and what Marlin's ADVANCED_OK adds to it: `ok N12 P15 B4`. Returns false if there is no `ok`.
bool cutOk(std::string_view& text) {
  if (!beginsWith(text, "ok") || (text.size() > 2 && !isBlank(text[2]))) return false;
  text = trimmed(text.substr(2));
  while (text.size() > 1 && (text[0] == 'N' || text[0] == 'P' || text[0] == 'B') && Poco::Ascii::isDigit(text[1])) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end < text.size() && !isBlank(text[end])) break;
    text = trimmed(text.substr(end));
  }
  return true;
}

void readAction(Line& line, const printing::HostAction& action) {
  for (const ActionRule& rule : actionRules())
    if (action.name == rule.name) line.kind = rule.kind;
  for (const std::string_view words : runOutWords()) line.runOut |= contains(action.text, words);
}

}  // namespace

const LineRule* ruleOf(std::string_view text) noexcept {
  const std::string_view plain = withoutEcho(text);
  for (const LineRule& rule : lineRules())
    if (matches(rule, text, plain)) return &rule;
  return nullptr;
}

bool contains(std::string_view text, std::string_view part) {
  for (; text.size() >= part.size(); text.remove_prefix(1))
    if (beginsWith(text, part)) return true;
  return false;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

Line classify(std::string_view text) noexcept {
  Line line;
  line.text = trimmed(text);
  line.ok = cutOk(line.text);
  if (line.text.empty()) {
    if (line.ok) line.kind = LineKind::Ok;
    return line;
  }
  if (const auto action = printing::hostAction(line.text)) {
    readAction(line, *action);
  } else if (const LineRule* const rule = ruleOf(line.text)) {
    line.kind = rule->kind;
    line.host = rule->form == LineRule::Form::Host;
  }
  if (line.kind == LineKind::Unknown && line.ok) line.kind = LineKind::Ok;
  line.runOut |= line.kind == LineKind::RunOut;
  return line;
}

}  // namespace herald::serial
