// SPDX-License-Identifier: Apache-2.0
#include "json_string.h"

#include <Poco/UTF8Encoding.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "herald/json.h"

namespace herald::inline v1 {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void appendUtf8(std::string& out, std::uint32_t codePoint) {
  std::array<unsigned char, 4> bytes{};
  const int length = Poco::UTF8Encoding().convert(static_cast<int>(codePoint), bytes.data(), bytes.size());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

// The four hex digits of an escape that starts at `position`: "\u12ab".
std::optional<std::uint32_t> codeUnit(std::string_view text, std::size_t position) {
  if (text.size() < position + 6 || text.substr(position, 2) != "\\u") return std::nullopt;
  std::uint32_t unit = 0;
  const char* end = text.data() + position + 6;
  const auto [stop, error] = std::from_chars(text.data() + position + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

// Appends the character of one \u escape, or of two that make one character. Returns the length of the escape, 0 if
// there is none.
std::size_t unescapeUnit(std::string& out, std::string_view text, std::size_t position) {
  const auto first = codeUnit(text, position);
  if (!first) return 0;
  const bool high = *first >= 0xD800 && *first < 0xDC00;
  const bool low = *first >= 0xDC00 && *first < 0xE000;
  const auto second = high ? codeUnit(text, position + 6) : std::nullopt;
  if (second && *second >= 0xDC00 && *second < 0xE000) {
    appendUtf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
    return 12;
  }
  if (high || low) {
    out += kReplacement;
  } else {
    appendUtf8(out, *first);
  }
  return 6;
}

std::size_t unescapeOne(std::string& out, std::string_view text, std::size_t position) {
  constexpr std::string_view kCodes = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
  if (position + 1 >= text.size()) return 0;
  if (text[position + 1] == 'u') return unescapeUnit(out, text, position);
  const auto code = kCodes.find(text[position + 1]);
  if (code == std::string_view::npos) return 0;
  out += kMeant[code];
  return 2;
}

void escapeOne(std::string& out, char c) {
  constexpr std::string_view kMeant = "\"\\\b\f\n\r\t", kCodes = "\"\\bfnrt", kDigits = "0123456789abcdef";
  out += '\\';
  if (const auto code = kMeant.find(c); code != std::string_view::npos) {
    out += kCodes[code];
  } else {
    out += "u00";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

std::size_t utf8Length(std::string_view text, std::size_t position) {
  const auto first = static_cast<unsigned char>(text[position]);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || length > text.size() - position) return 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data() + position);
  return Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(length)) ? length : 0;
}

bool unescape(std::string& out, std::string_view escaped) {
  bool valid = true;
  std::size_t position = 0;
  while (position < escaped.size()) {
    const auto escape = std::min(escaped.find('\\', position), escaped.size());
    out.append(escaped, position, escape - position);
    if (escape == escaped.size()) break;
    const auto length = unescapeOne(out, escaped, escape);
    if (length == 0) {
      valid = false;
      out += '\\';
    }
    position = escape + (length == 0 ? 1 : length);
  }
  return valid;
}

void jsonEscape(std::string& out, std::string_view text) {
  std::size_t plain = 0;  // the start of the characters that need no escape
  std::size_t position = 0;
  while (position < text.size()) {
    const char c = text[position];
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (ascii ? static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' : utf8Length(text, position) != 0) {
      position += ascii ? 1 : utf8Length(text, position);
      continue;
    }
    out.append(text, plain, position - plain);
    if (ascii) {
      escapeOne(out, c);
    } else {
      out += kReplacement;
    }
    plain = ++position;
  }
  out.append(text, plain);
}

std::string jsonQuote(std::string_view text) {
  std::string quoted = "\"";
  jsonEscape(quoted, text);
  quoted += '"';
  return quoted;
}

std::string jsonToText(std::string_view raw) {
  if (raw == "null") return {};
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return std::string(raw);
  std::string text;
  unescape(text, raw.substr(1, raw.size() - 2));
  return text;
}

std::string jsonPretty(std::string_view json) {
  if (!jsonError(json).empty()) return std::string(json);
  std::string out;
  std::size_t depth = 0;
  const auto newLine = [&] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    switch (const char c = json[i]) {
      case ' ':
      case '\t':
      case '\r':
      case '\n': break;
      case '"': {
        const auto begin = i++;
        while (json[i] != '"') i += json[i] == '\\' ? 2 : 1;
        out.append(json, begin, i + 1 - begin);
        break;
      }
      case '{':
      case '[':
        out += c;
        ++depth;
        i = json.find_first_not_of(" \t\r\n", i + 1) - 1;
        if (json[i + 1] != '}' && json[i + 1] != ']') newLine();
        break;
      case '}':
      case ']':
        --depth;
        if (out.back() != '{' && out.back() != '[') newLine();
        out += c;
        break;
      case ',':
        out += c;
        newLine();
        break;
      case ':': out += ": "; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace herald::inline v1
