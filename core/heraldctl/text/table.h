#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// Rows for people, each column as wide as its widest cell, two blanks between them and nothing after the last one.
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
