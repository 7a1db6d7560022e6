// SPDX-License-Identifier: Apache-2.0
#include "harness/markdown.h"

#include <sstream>

namespace herald::testing {

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

}  // namespace herald::testing
