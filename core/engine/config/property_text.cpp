// SPDX-License-Identifier: Apache-2.0
#include "engine/config/property_text.h"

#include "herald/text.h"

namespace herald::core {

std::string propertyValue(std::string_view text) {
  std::string value;
  for (const char c : text) {
    switch (c) {
      case '\\': value += "\\\\"; break;
      case '\n': value += "\\n"; break;
      case '\r': value += "\\r"; break;
      default: value += c;
    }
  }
  return value;
}

std::string propertyText(const std::string& key, std::string_view text) {
  text = withoutEdges(text);
  std::string property = key + " =";
  for (bool isFirst = true; !text.empty(); isFirst = false) {
    const auto end = text.find('\n');
    if (isFirst) property += ' ';
    property += propertyValue(text.substr(0, end));
    if (end == std::string_view::npos) break;
    property += "\\n\\\n";
    text.remove_prefix(end + 1);
  }
  return property + "\n";
}

std::string whyNoProperty(std::string_view key, std::string_view text) {
  if (key.empty() || withoutEdges(key) != key || key.find_first_of("=:\\\r\n") != std::string_view::npos ||
      key.front() == '.' || key.back() == '.') {
    return "cannot be a key: it may hold no `=`, `:`, backslash or line end, and no blank or dot at its ends";
  }
  if (key.find('\0') != std::string_view::npos || text.find('\0') != std::string_view::npos)
    return "has a NUL byte: write text";
  if (firstNotUtf8(key) || firstNotUtf8(text)) return "has a byte that is not UTF-8: write text in UTF-8";
  return {};
}

}  // namespace herald::core
