// SPDX-License-Identifier: Apache-2.0
#include "console/pages.h"

#include <algorithm>

namespace herald::core {

const Page* findPage(std::string_view path) {
  if (path.empty()) path = "index.html";
  const auto& pages = consolePages();
  const auto found = std::ranges::find(pages, path, &Page::path);
  return found == pages.end() ? nullptr : &*found;
}

}  // namespace herald::core
