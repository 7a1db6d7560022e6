// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/table.h"

#include <algorithm>
#include <numeric>
#include <ostream>

#include "herald/safe_text.h"
#include "heraldctl/text/columns.h"

namespace herald::core::ctl {

namespace {

constexpr std::size_t kGap = 2;         // between two columns
constexpr std::size_t kNarrowest = 10;  // a column does not become narrower

/// Prints the lines of the last cell below each other, behind the text of the other cells.
void printLines(std::string line, const std::vector<std::string>& last, std::ostream& out) {
  const auto column = widthOf(line);
  for (const auto& part : last) {
    line += part;
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
    line.assign(column, ' ');
  }
}

}  // namespace

void Table::add(std::vector<std::string> row) {
  for (auto& cell : row) cell = safeText(cell);
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], widthOf(row[i]));
  }
  if (width_ == 0 || widths.empty()) return widths;
  const auto gaps = indent_.size() + kGap * (widths.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), gaps) > width_) {
    auto& widest = *std::max_element(widths.begin(), widths.end());
    if (widest <= kNarrowest) break;
    --widest;
  }
  return widths;
}

void Table::printRow(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                     std::ostream& out) const {
  std::string line = indent_;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const auto cell = cutTo(row[i], std::max<std::size_t>(widths[i], 1));
    line += cell;
    line.append(widths[i] - widthOf(cell) + kGap, ' ');
  }
  if (row.empty()) return printLines(line, {""}, out);
  printLines(line, wrapped(row.back(), std::max<std::size_t>(widths[row.size() - 1], 1)), out);
}

void Table::print(std::ostream& out) const {
  const auto all = widths();
  for (const auto& row : rows_) printRow(row, all, out);
}

std::string orDash(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace herald::core::ctl
