// SPDX-License-Identifier: Apache-2.0
#include "harness/markdown.h"

#include <sstream>
#include <stdexcept>

#include "herald/testing/temporary_folder.h"

namespace herald::testing {

namespace {

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' '), to = text.find_last_not_of(' ');
  return from == text.npos ? "" : text.substr(from, to - from + 1);
}

std::vector<std::string> cellsOf(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) {
    std::erase(cell, '`');
    cells.push_back(trimmed(cell));
  }
  return cells;
}

}  // namespace

std::string pageText(const std::string& path) { return readFile(HERALD_SOURCE "/" + path); }

std::string sectionOf(const std::string& page, const std::string& name) {
  const std::string begin = "<!-- " + name + " -->\n";
  const auto from = page.find(begin), to = page.find("<!-- /" + name.substr(0, name.find(' ')) + " -->", from);
  if (from == page.npos || to == page.npos) return "there is no section " + begin;
  return page.substr(from + begin.size(), to - from - begin.size());
}

std::vector<std::string> namesOfRows(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('|')) continue;
    const auto cell = line.substr(1, line.find('|', 1) - 1);
    for (auto at = cell.find('`'); at != cell.npos; at = cell.find('`', cell.find('`', at + 1) + 1)) {
      names.push_back(cell.substr(at + 1, cell.find('`', at + 1) - at - 1));
    }
  }
  return names;
}

std::vector<std::string> codeWords(const std::string& page) {
  std::vector<std::string> found;
  std::istringstream in(page);
  bool inBlock = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) inBlock = !inBlock;
    if (inBlock || line.starts_with("```")) continue;
    for (auto from = line.find('`'); from != line.npos; from = line.find('`', from)) {
      const auto to = line.find('`', from + 1);
      if (to == line.npos) break;
      found.push_back(line.substr(from + 1, to - from - 1));
      from = to + 1;
    }
  }
  return found;
}

std::string codeBelow(const std::string& page, const std::string& heading, const std::string& language) {
  const auto fence = "```" + language + "\n";
  const auto below = page.find(heading + "\n");
  const auto begin = page.find(fence, below);
  if (below == std::string::npos || begin == std::string::npos)
    throw std::runtime_error("no block of " + language + " below " + heading);
  const auto from = begin + fence.size();
  return page.substr(from, page.find("```\n", from) - from);
}

std::vector<std::vector<std::string>> tableBelow(const std::string& page, const std::string& heading) {
  std::istringstream in(page);
  std::string line;
  while (std::getline(in, line) && line != heading) continue;
  while (std::getline(in, line) && !line.starts_with("|")) continue;
  std::getline(in, line);  // the line below the head
  std::vector<std::vector<std::string>> rows;
  while (std::getline(in, line) && line.starts_with("|")) rows.push_back(cellsOf(line));
  return rows;
}

}  // namespace herald::testing
