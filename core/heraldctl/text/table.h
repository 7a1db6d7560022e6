// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// A table for a terminal. Each column is as wide as its widest cell, with two blanks between columns and none at the
/// end of a line. A value.
class Table {
 public:
  explicit Table(std::string indent = {}) : indent_(std::move(indent)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print(std::ostream& out) const;

 private:
  std::string indent_;
  std::vector<std::vector<std::string>> rows_{};
};

}  // namespace herald::core::ctl
