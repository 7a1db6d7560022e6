// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/dead_letter_groups.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text/counted.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"

namespace herald::core::ctl {

namespace {

bool isInWord(char c) { return Poco::Ascii::isAlphaNumeric(c) || c == '_' || c == '-'; }

/// "no user u-17 (request 8f3a)" becomes "no user * (request *)".
std::string shapeOf(const std::string& reason) {
  std::string shape;
  for (auto at = reason.begin(); at != reason.end();) {
    const auto end = std::find_if_not(at, reason.end(), isInWord);
    const bool hasDigit = std::any_of(at, end, [](char c) { return Poco::Ascii::isDigit(c); });
    shape += hasDigit ? "*" : std::string(at, end);
    at = end;
    if (at != reason.end()) shape += *at++;
  }
  return shape;
}

}  // namespace

void DeadLetterGroups::add(std::string_view letter) {
  const auto reason = textAt(letter, "reason"), died = textAt(letter, "ended");
  auto& group = groups_[{textAt(letter, "sink"), textAt(letter, "status"), shapeOf(reason)}];
  group.first = group.count == 0 ? died : std::min(group.first, died);
  group.last = std::max(group.last, died);
  group.newest = textAt(letter, "sequence");
  group.reason = reason;
  ++group.count;
}

void DeadLetterGroups::print(std::ostream& out) const {
  std::vector<std::pair<Key, Group>> groups(groups_.begin(), groups_.end());
  std::stable_sort(groups.begin(), groups.end(), [](const auto& one, const auto& other) {
    return std::tie(one.first.sink, other.second.count) < std::tie(other.first.sink, one.second.count);
  });
  Table table;
  table.add({"SINK", "COUNT", "FIRST", "LAST", "NEWEST", "REASON"});
  std::size_t count = 0;
  for (const auto& [key, group] : groups) {
    table.add({key.sink, std::to_string(group.count), group.first, group.last, group.newest, group.reason});
    count += group.count;
  }
  if (count > 0) table.print(out);
  out << counted(count, "delivery", "deliveries");
  if (count > 0) out << "; `heraldctl dead ls --each` lists each one, `heraldctl dead show NEWEST` shows one whole";
  out << "\n";
}

}  // namespace herald::core::ctl
