// SPDX-License-Identifier: Apache-2.0
#include "herald/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "code_point.h"

namespace herald::inline v1 {

namespace {

using Point = utf8proc_int32_t;

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n\f\v";

struct Name {
  Point point;
  std::string_view name;
};

constexpr Name kNames[] = {
    {0x00A0, "no-break space"},      {0x00AD, "soft hyphen"},           {0x2009, "thin space"},
    {0x200B, "zero width space"},    {0x200C, "zero width non-joiner"}, {0x200D, "zero width joiner"},
    {0x200E, "left-to-right mark"},  {0x200F, "right-to-left mark"},    {0x2028, "line separator"},
    {0x2029, "paragraph separator"}, {0x202F, "narrow no-break space"}, {0x2060, "word joiner"},
    {0x3000, "ideographic space"},   {0xFEFF, "byte order mark"},       {0xFFFD, "the sign for a lost character"},
};

bool isHidden(Point point) {
  if (point < 0 || point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == '\f') return false;
  if (point == 0xFFFD) return true;
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return utf8proc_get_property(point)->ignorable;
  }
}

/// Scripts, emoji and chat services need every other hidden character somewhere.
bool isHiddenInProse(Point point) {
  return isHidden(point) &&
         (utf8proc_category(point) == UTF8PROC_CATEGORY_CC || point == 0x2060 || point == 0xFEFF || point == 0xFFFD);
}

std::string nameOf(Point point) {
  char number[16];
  std::snprintf(number, sizeof number, "U+%04X", static_cast<unsigned>(point));
  const auto known = std::ranges::find(kNames, point, &Name::point);
  const bool control = utf8proc_category(point) == UTF8PROC_CATEGORY_CC;
  const auto name = known != std::end(kNames) ? known->name : control ? "control character" : "invisible character";
  return std::string(number) + " (" + std::string(name) + ")";
}

/// True if the character changes how the one before it looks, as in an emoji.
bool belongsTo(Point before, Point point) {
  const bool changes = (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0020 && point <= 0xE01EF) ||
                       point == 0x200C || point == 0x200D;
  return changes && before > 0x7F;
}

bool isCurlyQuote(Point point) { return point >= 0x2018 && point <= 0x201F; }

}  // namespace

std::string_view withoutMark(std::string_view text) {
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::string_view withoutEdges(std::string_view text) {
  const auto blank = [](char c) { return kBlanks.find(c) != kBlanks.npos; };
  for (;;) {
    if (text.starts_with(kMark)) {
      text.remove_prefix(kMark.size());
    } else if (text.ends_with(kMark)) {
      text.remove_suffix(kMark.size());
    } else if (!text.empty() && blank(text.front())) {
      text.remove_prefix(1);
    } else if (!text.empty() && blank(text.back())) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

std::optional<std::size_t> firstNotUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [size, point] = firstCodePoint(text.substr(at));
    if (point < 0) return at;
    at += size;
  }
  return std::nullopt;
}

std::optional<HiddenCharacter> firstHidden(std::string_view text, Hidden which) {
  std::size_t position = 0;
  Point before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [size, point] = firstCodePoint(text.substr(at));
    ++position;
    const bool hidden = which == Hidden::Any ? isHidden(point) && !belongsTo(before, point) : isHiddenInProse(point);
    if (hidden) return HiddenCharacter{position, nameOf(point)};
    before = point;
    at += size;
  }
  return std::nullopt;
}

std::string oddCharacter(std::string_view text) {
  if (text.empty()) return {};
  const auto [size, point] = firstCodePoint(text);
  if (isCurlyQuote(point)) return "curly quote " + std::string(text.substr(0, size)) + " (write \" instead)";
  return isHidden(point) ? nameOf(point) : std::string();
}

}  // namespace herald::inline v1
