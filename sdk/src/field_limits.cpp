// SPDX-License-Identifier: Apache-2.0
#include "herald/field_limits.h"

#include <Poco/String.h>
#include <utf8proc.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "code_point.h"
#include "herald/json.h"

namespace herald::inline v1 {

namespace {

constexpr std::string_view kEllipsis = "…";

std::size_t sizeOf(std::size_t bytes, utf8proc_int32_t point, Count count) {
  return count == Count::Bytes ? bytes : point > 0xFFFF ? 2 : 1;
}

std::optional<std::size_t> wholeNumber(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string cutText(std::string_view text, std::size_t most, Count count) {
  const std::size_t room = count == Count::Bytes ? kEllipsis.size() : 1;
  std::size_t size = 0, at = 0;
  std::size_t fits = 0, fitsInside = 0;  // where to cut: after a character, or within one that is longer than the limit
  utf8proc_int32_t before = -1, state = 0;
  while (at < text.size()) {
    const auto [bytes, point] = firstCodePoint(text.substr(at));
    const bool starts = at == 0 || before < 0 || point < 0 || utf8proc_grapheme_break_stateful(before, point, &state);
    if (size + room <= most) (starts ? fits : fitsInside) = at;
    size += sizeOf(bytes, point, count);
    if (size > most) {
      return std::string(text.substr(0, fits > 0 ? fits : fitsInside)) + (room <= most ? std::string(kEllipsis) : "");
    }
    before = point;
    at += bytes;
  }
  return std::string(text);
}

Option FieldLimits::option() {
  return {
      .name = "limits",
      .type = Type::Map,
      .help =
          "The longest text in a field of the data, by its path: `limits.content = 2000` (characters) or `4096 bytes`; "
          "a longer text is cut and ends in an ellipsis."};
}

FieldLimits::FieldLimits(const Settings& settings) {
  for (const auto& [path, text] : settings.map("limits")) {
    const bool bytes = text.ends_with(" bytes");
    const auto most = wholeNumber(Poco::trim(bytes ? text.substr(0, text.size() - 6) : text));
    if (!most) {
      settings.rejectMember("limits", path,
                            "has to be a number of characters, such as 2000, or of bytes, such as 4096 bytes");
    }
    limits_[path] = {*most, bytes ? Count::Bytes : Count::Characters};
  }
}

std::string FieldLimits::cutField(std::string text, std::string_view field) const {
  const auto limit = limits_.find(field);
  return limit == limits_.end() ? std::move(text) : cutText(text, limit->second.most, limit->second.count);
}

std::string FieldLimits::cut(std::string json) const {
  for (const auto& [path, limit] : limits_) {
    const auto raw = jsonAt(json, path);
    // A text is never longer than its JSON, so most texts need no closer look.
    if (!raw.starts_with('"') || raw.size() - 2 <= limit.most) continue;
    const auto text = jsonToText(raw);
    const auto shorter = cutText(text, limit.most, limit.count);
    if (shorter == text) continue;
    const auto begin = static_cast<std::size_t>(raw.data() - json.data());
    json.replace(begin, raw.size(), jsonQuote(shorter));
  }
  return json;
}

}  // namespace herald::inline v1
