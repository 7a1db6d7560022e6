// SPDX-License-Identifier: Apache-2.0
#include "topic.h"

#include <cstddef>

#include "herald/json.h"

namespace herald::mqtt {
namespace {

constexpr std::size_t kLongest = 65535;  // a length has two bytes
constexpr std::string_view kShared = "$share/";

bool isControl(char c) { return (c >= 0 && c < ' ') || c == 127; }

/// U+0080 to U+009F, which brokers take for control characters, are C2 80 to C2 9F.
bool isUpperControl(std::string_view text, std::size_t at) {
  return text[at] == '\xC2' && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

std::string_view withoutGroup(std::string_view filter) {
  if (!filter.starts_with(kShared)) return filter;
  const auto end = filter.find('/', kShared.size());
  return end == filter.npos ? std::string_view() : filter.substr(end + 1);
}

std::string sizeProblem(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kLongest) return "has more than 65535 bytes";
  return text.find('\0') == text.npos ? "" : "has a zero byte";
}

}  // namespace

std::string topicLevel(std::string_view value) {
  const std::string text = jsonToText(jsonQuote(value));  // replaces what is not UTF-8
  std::string level;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (isUpperControl(text, i)) {
      level += '_';
      ++i;
    } else {
      level += c == '/' || c == '+' || c == '#' || isControl(c) || (c == '$' && i == 0) ? '_' : c;
    }
  }
  return level;
}

std::string topicProblem(std::string_view topic) {
  if (auto problem = sizeProblem(topic); !problem.empty()) return problem;
  return topic.find_first_of("+#") == topic.npos ? "" : "has a wildcard (+ or #)";
}

std::string filterProblem(std::string_view filter) {
  if (auto problem = sizeProblem(filter); !problem.empty()) return problem;
  const auto plain = withoutGroup(filter);
  if (plain.empty()) return "has no filter after $share/GROUP/";
  const auto levels = levelsOf(plain);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].size() > 1 && levels[i].find_first_of("+#") != std::string_view::npos)
      return "has a + or # that is not alone in its level";
    if (levels[i] == "#" && i + 1 != levels.size()) return "has a # that is not the last level";
  }
  return "";
}

bool matches(std::string_view filter, std::string_view topic) {
  const auto plain = withoutGroup(filter);
  if (topic.starts_with('$') && !plain.starts_with('$')) return false;
  const auto wanted = levelsOf(plain), levels = levelsOf(topic);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "#") return true;
    if (i == levels.size() || (wanted[i] != "+" && wanted[i] != levels[i])) return false;
    const bool isParent = i + 1 == levels.size() && i + 2 == wanted.size() && wanted[i + 1] == "#";
    if (isParent) return true;  // a/# matches a
  }
  return wanted.size() == levels.size();
}

std::vector<std::string_view> levelsOf(std::string_view topic) {
  std::vector<std::string_view> levels;
  for (std::size_t begin = 0;;) {
    const auto end = topic.find('/', begin);
    levels.push_back(topic.substr(begin, end == topic.npos ? end : end - begin));
    if (end == topic.npos) return levels;
    begin = end + 1;
  }
}

}  // namespace herald::mqtt
