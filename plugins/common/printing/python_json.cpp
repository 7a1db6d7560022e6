// SPDX-License-Identifier: Apache-2.0
#include "printing/python_json.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "herald/json.h"

namespace herald::printing {
namespace {

constexpr std::array<std::string_view, 3> kNoNumbers{"NaN", "Infinity", "-Infinity"};

/// The length of the string at the start of `text`, with its quotes.
std::size_t stringLength(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

/// The length of the word at the start of `text` that is no number in JSON; 0 if there is none.
std::size_t noNumberLength(std::string_view text) {
  for (const std::string_view word : kNoNumbers)
    if (text.starts_with(word)) return word.size();
  return 0;
}

std::string withNulls(std::string_view text) {
  std::string repaired;
  while (!text.empty()) {
    const std::size_t word = noNumberLength(text);
    const std::size_t length = word > 0 ? word : text.front() == '"' ? stringLength(text) : 1;
    repaired += word > 0 ? "null" : text.substr(0, length);
    text.remove_prefix(length);
  }
  return repaired;
}

}  // namespace

bool isPythonObject(std::string& text) {
  if (isJsonObject(text)) return true;
  std::string repaired = withNulls(text);
  if (!isJsonObject(repaired)) return false;
  text = std::move(repaired);
  return true;
}

}  // namespace herald::printing
