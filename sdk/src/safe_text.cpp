// SPDX-License-Identifier: Apache-2.0
#include "herald/safe_text.h"

#include <Poco/NumberFormatter.h>
#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "code_point.h"

namespace herald::inline v1 {

namespace {

bool isPlain(char c) { return c >= 0x20 && c < 0x7F; }

bool isVariant(std::int32_t point) {
  return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
}

bool isJoiner(std::int32_t point) { return point == 0x200C || point == 0x200D; }

/// Controls a terminal, or has no width.
bool isUnsafe(std::int32_t point) {
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return utf8proc_get_property(point)->ignorable;
  }
}

/// Part of an emoji, or of a word in a script that has joiners.
bool changesSign(std::int32_t before, std::int32_t point) {
  if (!isVariant(point) && !isJoiner(point)) return false;
  return before > 0x7F && (!isUnsafe(before) || (isVariant(before) && isJoiner(point)));
}

std::string unicodeEscape(std::int32_t unit) {
  return "\\u" + Poco::NumberFormatter::formatHex(static_cast<unsigned>(unit), 4);
}

/// As JSON writes it, so that JSON keeps its meaning.
std::string escapeOf(std::int32_t point) {
  switch (point) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  if (point <= 0xFFFF) return unicodeEscape(point);
  const auto rest = point - 0x10000;
  return unicodeEscape(0xD800 + (rest >> 10)) + unicodeEscape(0xDC00 + (rest & 0x3FF));
}

std::string safe(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  std::int32_t before = 0;  // the character before, if it stays and is not plain
  while (!text.empty()) {
    if (const auto plain = std::find_if_not(text.begin(), text.end(), isPlain); plain != text.begin()) {
      result.append(text.begin(), plain);
      text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
      before = 0;
      continue;
    }
    const auto [size, point] = firstCodePoint(text);
    const auto last = std::exchange(before, 0);
    if (point < 0) {
      result += "\\x" + Poco::NumberFormatter::formatHex(unsigned{static_cast<unsigned char>(text.front())}, 2);
    } else if (isUnsafe(point) && !changesSign(last, point) && kept.find(text.front()) == kept.npos) {
      result += escapeOf(point);
    } else {
      result += text.substr(0, size);
      before = point;
    }
    text.remove_prefix(size);
  }
  return result;
}

}  // namespace

std::string safeText(std::string_view text) { return safe(text, ""); }

std::string safeLines(std::string_view text) { return safe(text, "\n\t"); }

}  // namespace herald::inline v1
