// SPDX-License-Identifier: Apache-2.0
#include "http/answer_head.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <charconv>

namespace herald::inline v1 {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool isSame(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Poco::Ascii::toLower, Poco::Ascii::toLower);
}

}  // namespace

void malformedAnswer(const std::string& what) {
  throw Failure(Outcome::Verdict::Retry, "the answer is not valid HTTP (" + what + "): check the URL and the receiver");
}

std::optional<std::uint64_t> parseCount(std::string_view digits, int base) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

// Poco's enumeration of statuses ends at 511.
AnswerHead::AnswerHead(std::string_view statusLine) {
  if (!statusLine.starts_with("HTTP/")) malformedAnswer("no status line");
  const std::size_t space = std::min(statusLine.find(' '), statusLine.size() - 1);
  isOld_ = statusLine.substr(0, space) != "HTTP/1.1";
  const std::string_view rest = statusLine.substr(space + 1);
  const auto status = parseCount(rest.substr(0, rest.find_first_of(" \r")), 10);
  if (!status || *status < 100 || *status > 599) malformedAnswer("no status between 100 and 599");
  status_ = static_cast<int>(*status);
  constexpr std::size_t kUsualFields = 8;
  fields_.reserve(kUsualFields);
}

void AnswerHead::add(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    const std::string_view more = trimmed(line);
    if (fields_.empty() || more.empty()) return;
    std::string& value = fields_.back().second;
    value.append(value.empty() ? "" : " ").append(more);
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  fields_.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
}

bool AnswerHead::keepsConnection() const {
  if (has("Connection", "close")) return false;
  return !isOld_ || has("Connection", "keep-alive");
}

bool AnswerHead::has(std::string_view name, std::string_view token) const {
  for (const auto& [field, value] : fields_) {
    if (!isSame(field, name)) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (isSame(trimmed(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

std::optional<std::uint64_t> AnswerHead::contentLength() const {
  std::optional<std::uint64_t> length;
  for (const auto& [field, value] : fields_) {
    if (!isSame(field, "Content-Length")) continue;
    const std::optional<std::uint64_t> one = parseCount(value, 10);
    if (!one || (length && *length != *one)) malformedAnswer("wrong Content-Length");
    length = one;
  }
  return length;
}

}  // namespace herald::inline v1
