// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// A table for a terminal. Each column is as wide as its widest cell, with two blanks between columns and none at the
/// end of a line. Cells are made harmless by safeText(). If the table has a width, the widest column gives way: the
/// last one is wrapped, any other is cut. A value.
class Table {
 public:
  /// `width` is in characters, the indent included; 0 means any.
  explicit Table(std::string indent = {}, std::size_t width = 0) : indent_(std::move(indent)), width_(width) {}
  void add(std::vector<std::string> row);
  void print(std::ostream& out) const;

 private:
  std::vector<std::size_t> widths() const;
  void printRow(const std::vector<std::string>& row, const std::vector<std::size_t>& widths, std::ostream& out) const;

  std::string indent_;
  std::size_t width_;
  std::vector<std::vector<std::string>> rows_{};
};

/// What a cell shows: the text, or a dash if it is empty.
std::string orDash(const std::string& text);

}  // namespace herald::core::ctl
