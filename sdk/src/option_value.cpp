// SPDX-License-Identifier: Apache-2.0
#include "option_value.h"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "herald/json.h"
#include "herald/template.h"

namespace herald::inline v1 {

namespace {

[[noreturn]] void refuse(std::string_view expected, std::string_view text) {
  throw std::invalid_argument("has to be " + std::string(expected) + ", not `" + std::string(text) + "`");
}

template <typename Number>
bool parseAll(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

bool isOneOf(const std::string& text, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words, [&](const char* word) { return Poco::icompare(text, word) == 0; });
}

void checkJson(std::string_view text) {
  if (const auto error = jsonError(text); !error.empty()) throw std::invalid_argument("is not valid JSON: " + error);
}

void checkTemplate(const std::string& text, Place place) {
  try {
    Template(text, place);
  } catch (const BadTemplate& error) {
    throw std::invalid_argument(std::string("does not compile: ") + error.what());
  }
}

}  // namespace

bool parseFlag(std::string_view text) {
  const auto word = Poco::trim(std::string(text));
  if (isOneOf(word, {"true", "yes", "on", "1"})) return true;
  if (!isOneOf(word, {"false", "no", "off", "0"})) refuse("true or false", text);
  return false;
}

std::int64_t parseInteger(std::string_view text) {
  std::int64_t number = 0;
  if (!parseAll(Poco::trim(std::string(text)), number)) refuse("a whole number", text);
  return number;
}

double parseNumber(std::string_view text) {
  double number = 0;
  if (!parseAll(Poco::trim(std::string(text)), number) || !std::isfinite(number)) refuse("a number", text);
  return number;
}

Millis parseDuration(std::string_view text) {
  constexpr std::string_view kExpected = "a whole number and a unit (ms, s, m, h or d), such as 30s";
  static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  const auto trimmed = Poco::trim(std::string(text));
  if (trimmed == "0") return Millis(0);
  const auto unitAt = std::min(trimmed.find_first_not_of("0123456789"), trimmed.size());
  const auto unit = Poco::trim(trimmed.substr(unitAt));
  const auto known = std::ranges::find(kUnits, unit, [](const auto& each) { return each.first; });
  if (unitAt == 0 || known == std::end(kUnits)) refuse(kExpected, text);
  std::int64_t count = 0;
  if (!parseAll(std::string_view(trimmed).substr(0, unitAt), count) ||
      count > std::numeric_limits<std::int64_t>::max() / 1'000'000 / known->second) {  // Clock counts nanoseconds
    refuse("a shorter time", text);
  }
  return Millis(count * known->second);
}

std::string parseChoice(std::string_view text, const std::vector<std::string>& choices) {
  const auto word = Poco::trim(std::string(text));
  std::string expected;
  for (const auto& choice : choices) {
    if (Poco::icompare(word, choice) == 0) return choice;
    if (!expected.empty()) expected += &choice == &choices.back() ? " or " : ", ";
    expected += choice;
  }
  refuse(expected, text);
}

std::vector<std::string> parseList(std::string_view text) {
  using Poco::StringTokenizer;
  const StringTokenizer words(std::string(text), ",", StringTokenizer::TOK_TRIM | StringTokenizer::TOK_IGNORE_EMPTY);
  return {words.begin(), words.end()};
}

std::map<std::string, std::string> parseMap(std::string_view object) {
  checkJson(object);
  if (!isJsonObject(object)) throw std::invalid_argument("has to be a JSON object");
  std::map<std::string, std::string> map;
  for (const auto& [name, raw] : jsonMembers(object)) {
    map[name] = raw.starts_with('"') ? jsonToText(raw) : std::string(raw);
  }
  return map;
}

void checkValue(const Option& option, const std::string& text) {
  switch (option.type) {
    case Type::Text:
    case Type::Secret:
    case Type::List: break;
    case Type::Flag: parseFlag(text); break;
    case Type::Integer: parseInteger(text); break;
    case Type::Number: parseNumber(text); break;
    case Type::Duration: parseDuration(text); break;
    case Type::Choice: parseChoice(text, option.choices); break;
    case Type::Map: parseMap(text); break;
    case Type::Template: checkTemplate(text, Place::Text); break;
    case Type::JsonTemplate:
      checkJson(text);
      checkTemplate(text, Place::Json);
      break;
  }
}

}  // namespace herald::inline v1
