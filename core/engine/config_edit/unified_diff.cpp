// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/unified_diff.h"

#include <algorithm>
#include <vector>

namespace herald::core {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kAround = 3;
constexpr std::size_t kLargestTable = std::size_t{1} << 22;

struct DiffLine {
  char sign;  // ' ', '-' or '+'
  std::string_view text;
};

Lines linesIn(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The lengths of the longest common parts of what is left of both from each place on.
std::vector<std::size_t> commonLengths(const Lines& a, const Lines& b) {
  const auto width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width, 0);
  for (auto i = a.size(); i-- > 0;) {
    for (auto j = b.size(); j-- > 0;) {
      table[i * width + j] = a[i] == b[j] ? table[(i + 1) * width + j + 1] + 1
                                          : std::max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  return table;
}

std::vector<DiffLine> compared(const Lines& a, const Lines& b) {
  std::vector<DiffLine> lines;
  const bool isLarge = (a.size() + 1) * (b.size() + 1) > kLargestTable;
  const auto table = isLarge ? std::vector<std::size_t>() : commonLengths(a, b);
  const auto width = b.size() + 1;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (!isLarge && i < a.size() && j < b.size() && a[i] == b[j]) {
      lines.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() && (isLarge || j == b.size() || table[(i + 1) * width + j] >= table[i * width + j + 1])) {
      lines.push_back({'-', a[i++]});
    } else {
      lines.push_back({'+', b[j++]});
    }
  }
  return lines;
}

/// All lines of both, in one order.
std::vector<DiffLine> joined(const Lines& a, const Lines& b) {
  const auto sameFrom = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto sameTo = std::mismatch(std::make_reverse_iterator(a.end()), std::make_reverse_iterator(sameFrom.first),
                                    std::make_reverse_iterator(b.end()), std::make_reverse_iterator(sameFrom.second));
  std::vector<DiffLine> lines;
  for (auto it = a.begin(); it != sameFrom.first; ++it) lines.push_back({' ', *it});
  for (const auto& line : compared({sameFrom.first, sameTo.first.base()}, {sameFrom.second, sameTo.second.base()}))
    lines.push_back(line);
  for (auto it = sameTo.first.base(); it != a.end(); ++it) lines.push_back({' ', *it});
  return lines;
}

std::string rangeOf(std::size_t begin, std::size_t count) {
  return std::to_string(count == 0 ? begin : begin + 1) + (count == 1 ? "" : "," + std::to_string(count));
}

}  // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& name) {
  const auto lines = joined(linesIn(before), linesIn(after));
  const auto isChanged = [](const DiffLine& line) { return line.sign != ' '; };
  std::string diff;
  std::size_t old = 0, fresh = 0, at = 0;  // how many lines of each text come before `at`
  const auto step = [&] {
    if (lines[at].sign != '+') ++old;
    if (lines[at].sign != '-') ++fresh;
    ++at;
  };
  while (true) {
    const auto next = static_cast<std::size_t>(
        std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(), isChanged) - lines.begin());
    if (next == lines.size()) break;
    while (at + kAround < next) step();
    auto end = next;
    for (auto i = next; i < lines.size() && i <= end + 2 * kAround; ++i) {
      if (isChanged(lines[i])) end = i;
    }
    end = std::min(end + kAround + 1, lines.size());
    const auto oldBegin = old, freshBegin = fresh;
    std::string hunk;
    while (at < end) {
      hunk += lines[at].sign + std::string(lines[at].text) + "\n";
      step();
    }
    diff +=
        "@@ -" + rangeOf(oldBegin, old - oldBegin) + " +" + rangeOf(freshBegin, fresh - freshBegin) + " @@\n" + hunk;
  }
  return diff.empty() ? diff : "--- " + name + "\n+++ " + name + "\n" + diff;
}

}  // namespace herald::core
