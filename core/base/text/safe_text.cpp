// SPDX-License-Identifier: Apache-2.0
#include "base/text/safe_text.h"

#include <Poco/NumberFormatter.h>
#include <Poco/UTF8Encoding.h>

#include <cstddef>

namespace herald::core {

namespace {

/// The first character of a text. `code` is -1 if its first byte does not begin one.
struct Character {
  int code = -1;
  std::size_t length = 1;
};

Character firstOf(std::string_view text) {
  static const Poco::UTF8Encoding utf8;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (int length = 1; static_cast<std::size_t>(length) <= text.size();) {
    const int code = utf8.queryConvert(bytes, length);
    if (code >= 0) return {code, static_cast<std::size_t>(length)};
    if (-code <= length) break;
    length = -code;
  }
  return {};
}

bool isDangerous(int code) {
  constexpr int kArabicMark = 0x61C, kLeftToRight = 0x200E, kRightToLeft = 0x200F;
  const auto isIn = [code](int first, int last) { return code >= first && code <= last; };
  return code < 0x20 || isIn(0x7F, 0x9F) || code == kArabicMark || code == kLeftToRight || code == kRightToLeft ||
         isIn(0x2028, 0x202E) || isIn(0x2066, 0x2069);
}

std::string escaped(int code) {
  switch (code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return "\\u" + Poco::NumberFormatter::formatHex(code, 4);
  }
}

std::string safe(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [code, length] = firstOf(text);
    if (code < 0) {
      result += "\\x" + Poco::NumberFormatter::formatHex(unsigned{static_cast<unsigned char>(text.front())}, 2);
    } else if (isDangerous(code) && kept.find(text.front()) == kept.npos) {
      result += escaped(code);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace

std::string safeText(std::string_view text) { return safe(text, ""); }

std::string safeLines(std::string_view text) { return safe(text, "\n\t"); }

}  // namespace herald::core
