// SPDX-License-Identifier: Apache-2.0
#include "option_value.h"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
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

/// The values that a number and a unit can have.
struct Units {
  std::span<const std::pair<std::string_view, std::int64_t>> factors;
  std::int64_t most;
  std::string_view expected;  ///< what to say if a text is none of them
  std::string_view smaller;   ///< what to say if it is more than `most`
};

std::int64_t parseUnits(const Units& units, const std::string& text) {
  const auto unitAt = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = Poco::trim(text.substr(unitAt));
  const auto known = std::ranges::find(units.factors, unit, [](const auto& each) { return each.first; });
  if (unitAt == 0 || known == units.factors.end()) refuse(units.expected, text);
  std::int64_t count = 0;
  if (!parseAll(std::string_view(text).substr(0, unitAt), count) || count > units.most / known->second) {
    refuse(units.smaller, text);
  }
  return count * known->second;
}

/// Checks that `text` is a value by `parse`, and within the bounds of the option.
template <typename Parse>
void checkBetween(const Option& option, const std::string& text, Parse parse) {
  const auto value = parse(text);
  const bool tooLow = !option.least.empty() && value < parse(option.least);
  const bool tooHigh = !option.most.empty() && parse(option.most) < value;
  if (tooLow || tooHigh) refuse(rangeOf(option), text);
}

void checkPath(const std::string& text) {
  if (text == "~" || text.starts_with("~/")) {
    throw std::invalid_argument("begins with `~`, which only a shell knows: write the whole path");
  }
}

void checkTemplates(const std::string& object) {
  for (const auto& [name, text] : parseMap(object)) try {
      checkTemplate(text, Place::Text);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("has the member `" + name + "`, which " + error.what());
    }
}

}  // namespace

std::string rangeOf(const Option& option) {
  if (option.least.empty() && option.most.empty()) return {};
  if (option.most.empty()) return "at least " + option.least;
  if (option.least.empty()) return "at most " + option.most;
  return "from " + option.least + " to " + option.most;
}

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
  static constexpr std::pair<std::string_view, std::int64_t> kFactors[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  static constexpr Units kUnits{kFactors, std::numeric_limits<std::int64_t>::max() / 1'000'000,  // in nanoseconds
                                "a whole number and a unit (ms, s, m, h or d), such as 30s", "a shorter time"};
  const auto trimmed = Poco::trim(std::string(text));
  return Millis(trimmed == "0" ? 0 : parseUnits(kUnits, trimmed));
}

std::uint64_t parseSize(std::string_view text) {
  static constexpr std::pair<std::string_view, std::int64_t> kFactors[] = {{"", 1},
                                                                           {"b", 1},
                                                                           {"byte", 1},
                                                                           {"bytes", 1},
                                                                           {"kb", 1000},
                                                                           {"mb", 1'000'000},
                                                                           {"gb", 1'000'000'000},
                                                                           {"kib", 1LL << 10},
                                                                           {"mib", 1LL << 20},
                                                                           {"gib", 1LL << 30}};
  static constexpr Units kUnits{
      kFactors, std::numeric_limits<std::ptrdiff_t>::max(),
      "a number of bytes, or a number and a unit (KiB, MiB, GiB, kB, MB, GB), such as 64 KiB",
      sizeof(std::size_t) < sizeof(std::uint64_t) ? "less than 2 GiB, for this system has 32 bits" : "a smaller size"};
  return static_cast<std::uint64_t>(parseUnits(kUnits, Poco::toLower(Poco::trim(std::string(text)))));
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
    case Type::Integer: checkBetween(option, text, parseInteger); break;
    case Type::Number: checkBetween(option, text, parseNumber); break;
    case Type::Duration: checkBetween(option, text, parseDuration); break;
    case Type::Size: checkBetween(option, text, parseSize); break;
    case Type::Choice: parseChoice(text, option.choices); break;
    case Type::Map: parseMap(text); break;
    case Type::Template: checkTemplate(text, Place::Text); break;
    case Type::JsonTemplate:
      checkJson(text);
      checkTemplate(text, Place::Json);
      break;
    case Type::Path: checkPath(text); break;
    case Type::Arguments: parseArguments(text); break;
    case Type::TemplateMap: checkTemplates(text); break;
  }
}

void checkMember(const Option& map, const std::string& text) {
  if (map.type == Type::TemplateMap) checkTemplate(text, Place::Text);
}

}  // namespace herald::inline v1
