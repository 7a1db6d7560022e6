// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_groups.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr std::size_t kLongNumber = 4;  // digits; a status has three

bool isWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Whether another delivery would have another word here.
bool isPerDelivery(std::string_view word) {
  const auto digits = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), isDigit));
  return digits >= kLongNumber || (digits > 0 && digits < word.size());
}

}  // namespace

std::string commonReason(std::string_view reason) {
  std::string common;
  while (!reason.empty()) {
    const auto end =
        static_cast<std::size_t>(std::find_if_not(reason.begin(), reason.end(), isWordByte) - reason.begin());
    const auto word = reason.substr(0, end);
    common += isPerDelivery(word) ? "…" : word;
    reason.remove_prefix(end);
    if (reason.empty()) break;
    common += reason.front();
    reason.remove_prefix(1);
  }
  return common;
}

void DeadLetterGroups::add(const Delivery& letter) {
  const auto& ending = letter.ending;
  auto reason = commonReason(ending.reason);
  auto found = groups_.find({letter.sink, ending.status, reason});
  if (found == groups_.end()) {
    if (groups_.size() >= kMost) reason = "…";
    found = groups_.try_emplace({letter.sink, ending.status, reason}).first;
  }
  auto& group = found->second;
  if (group.count++ == 0) {
    group = {.sink = letter.sink, .status = ending.status, .reason = reason, .count = 1, .first = ending.time};
  }
  group.first = std::min(group.first, ending.time);
  group.last = std::max(group.last, ending.time);
  group.example = std::max(group.example, letter.sequence);
}

std::vector<DeadLetterGroup> DeadLetterGroups::groups() const {
  std::vector<DeadLetterGroup> sorted;
  for (const auto& [key, group] : groups_) sorted.push_back(group);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return std::tie(a.sink, b.count) < std::tie(b.sink, a.count); });
  return sorted;
}

}  // namespace herald::core
