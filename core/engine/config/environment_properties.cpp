// SPDX-License-Identifier: Apache-2.0
#include "engine/config/environment_properties.h"

#include <Poco/Ascii.h>
#include <Poco/NumberFormatter.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "herald/text.h"

namespace herald::core {

namespace {

constexpr std::string_view kBegin = "HERALD_";
constexpr std::string_view kDot = "__";
constexpr std::string_view kEscape = "___";

/// The first words of keys that a person may have meant, if only one underscore follows.
constexpr std::array<std::string_view, 5> kBlocks{"source", "sink", "transform", "route", "defaults"};
constexpr std::array<std::string_view, 6> kOthers{"herald", "outbox", "log", "admin", "console", "logging"};

bool isHexPair(std::string_view text) {
  return text.size() >= 2 && Poco::Ascii::isHexDigit(static_cast<unsigned char>(text[0])) &&
         Poco::Ascii::isHexDigit(static_cast<unsigned char>(text[1]));
}

/// Reads a key from the text behind HERALD_.
class KeyReader {
 public:
  explicit KeyReader(std::string_view text) : rest_(text) {}

  std::optional<std::string> key() {
    while (!rest_.empty()) {
      const auto count = std::min(rest_.find_first_not_of('_'), rest_.size());
      if (count == 0) {
        key_ += rest_.front();
        rest_.remove_prefix(1);
      } else if (!underscores(count)) {
        return std::nullopt;
      }
    }
    return key_;
  }

 private:
  /// A run of underscores: dots, and before two digits another character.
  bool underscores(std::size_t count) {
    rest_.remove_prefix(count);
    if (count == 1) {
      key_ += '_';
      return true;
    }
    const bool hasEscape = count % 2 == 1;
    key_.append((hasEscape ? count - kEscape.size() : count) / kDot.size(), '.');
    if (!hasEscape) return true;
    if (!isHexPair(rest_)) return false;
    key_ += static_cast<char>(Poco::NumberParser::parseHex(std::string(rest_.substr(0, 2))));
    rest_.remove_prefix(2);
    return true;
  }

  std::string_view rest_;
  std::string key_{};
};

/// True for a name such as HERALD_SINK_SLACK_URL or HERALD_outbox_sync.
bool seemsMeantForKey(const std::string& variable) {
  const std::string rest = variable.substr(std::min(kBegin.size(), variable.size()));
  const std::string word = rest.substr(0, rest.find('_'));
  if (word.size() == rest.size()) return false;
  return std::ranges::find(kBlocks, Poco::toLower(word)) != kBlocks.end() ||
         std::ranges::find(kOthers, word) != kOthers.end();
}

bool isUsed(const std::string& variable, const Entries& entries) {
  return std::ranges::any_of(
      entries, [&](const auto& each) { return each.second.text.find("system.env." + variable) != std::string::npos; });
}

/// Why a variable cannot set its key, as a clause; empty if it can.
std::string whyWrong(const std::string& key, const std::string& value) {
  if (firstNotUtf8(key)) return "the name of this variable is not UTF-8: correct it";
  if (firstNotUtf8(value)) return "has a byte that is not UTF-8: give the text in UTF-8";
  return {};
}

}  // namespace

Variables processVariables() {
  Variables variables;
  for (char** next = environ; next != nullptr && *next != nullptr; ++next) {
    const std::string_view text = *next;
    const auto equals = text.find('=');
    if (!text.starts_with(kBegin) || equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

bool standsForKey(const std::string& variable) {
  return variable.starts_with(kBegin) && (variable.find(kDot, kBegin.size()) != std::string::npos ||
                                          variable.find('.', kBegin.size()) != std::string::npos);
}

std::optional<std::string> keyOfVariable(const std::string& variable) {
  return standsForKey(variable) ? KeyReader(std::string_view(variable).substr(kBegin.size())).key() : std::nullopt;
}

std::string variableOf(const std::string& key) {
  std::string variable(kBegin);
  for (std::size_t at = 0; at < key.size(); ++at) {
    const char c = key[at];
    const auto isPlain = [&](std::size_t place) {
      return place < key.size() && Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(key[place]));
    };
    if (c == '.') {
      variable += kDot;
    } else if (isPlain(at) || (c == '_' && at > 0 && isPlain(at - 1) && (at + 1 == key.size() || isPlain(at + 1)))) {
      variable += c;
    } else {
      variable.append(kEscape).append(Poco::NumberFormatter::formatHex(static_cast<unsigned char>(c), 2));
    }
  }
  return variable;
}

Entries readVariables(const Variables& variables, const Entries& written, std::vector<ConfigProblem>& problems) {
  Entries entries;
  for (const auto& [name, value] : variables) {
    const Location at{.variable = name};
    if (!standsForKey(name)) {
      if (!seemsMeantForKey(name) || isUsed(name, written)) continue;
      problems.push_back(
          {at, "", "sets nothing: write a key with `__` for each dot, and its case, as in HERALD_sink__NAME__url",
           Severity::Warning});
      continue;
    }
    const auto key = keyOfVariable(name);
    if (!key) {
      problems.push_back(
          {at, "", "three underscores stand before two hexadecimal digits, as in `___2D` for `-`: correct the name"});
      continue;
    }
    const auto why = whyWrong(*key, value);
    if (!why.empty()) problems.push_back({at, firstNotUtf8(*key) ? "" : *key, why});
    const auto [other, isNew] =
        entries.try_emplace(*key, Entry{.text = Poco::trim(value), .at = at, .key = *key, .reported = !why.empty()});
    if (!isNew) problems.push_back({at, *key, other->second.at.variable + " sets it too: keep one of them"});
  }
  return entries;
}

}  // namespace herald::core
