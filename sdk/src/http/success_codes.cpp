// SPDX-License-Identifier: Apache-2.0
#include "http/success_codes.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace herald::inline v1 {
namespace {

bool readCode(std::string_view text, int& code) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  return error == std::errc() && end == text.data() + text.size() && code >= 200 && code <= 599;
}

bool readRange(std::string_view word, std::pair<int, int>& range) {
  const std::size_t dash = word.find('-');
  if (!readCode(word.substr(0, dash), range.first)) return false;
  range.second = range.first;
  return dash == std::string_view::npos ||
         (readCode(word.substr(dash + 1), range.second) && range.first <= range.second);
}

}  // namespace

CodeRanges readSuccessCodes(const Settings& settings) {
  CodeRanges ranges;
  for (const std::string& word : settings.list("success")) {
    std::pair<int, int> range;
    if (!readRange(word, range))
      settings.reject("success",
                      "has to be codes and ranges from 200 to 599, such as 200-299, 404; not `" + word + "`");
    ranges.push_back(range);
  }
  if (ranges.empty()) settings.reject("success", "has to name at least one code, such as 200-399");
  return ranges;
}

bool contains(const CodeRanges& ranges, int code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const auto& range) { return code >= range.first && code <= range.second; });
}

bool names(const CodeRanges& ranges, int code) {
  return std::find(ranges.begin(), ranges.end(), std::pair(code, code)) != ranges.end();
}

}  // namespace herald::inline v1
