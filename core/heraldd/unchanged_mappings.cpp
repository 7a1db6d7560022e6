// SPDX-License-Identifier: Apache-2.0
#include "heraldd/unchanged_mappings.h"

#include <cinttypes>
#include <cstdio>
#include <sstream>
#include <string>
#include <system_error>

#include "base/files/read_file.h"

namespace herald::core {

namespace {

/// Empty if there is no /proc.
std::string readMappings() {
  try {
    return readFile("/proc/self/smaps", std::size_t{8} << 20);
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace

// In /proc/self/smaps:
//
//   7f2984200000-7f2984228000 r-xp 00000000 fe:00 2475  /usr/lib/libc.so.6
//   Rss:                 160 kB
//   Anonymous:             0 kB
std::vector<Mapping> unchangedMappings() {
  std::vector<Mapping> found;
  bool readOnly = false;
  std::istringstream smaps(readMappings());
  for (std::string line; std::getline(smaps, line);) {
    Mapping mapping;
    char access[5] = "";
    std::size_t amount = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &mapping.begin, &mapping.end, access) == 3) {
      readOnly = access[0] == 'r' && access[1] == '-' && access[3] == 'p';
      if (readOnly) found.push_back(mapping);
    } else if (!readOnly) {
      continue;
    } else if (std::sscanf(line.c_str(), "Rss: %zu", &amount) == 1) {
      found.back().resident = amount;
    } else if (std::sscanf(line.c_str(), "Anonymous: %zu", &amount) == 1 ||
               std::sscanf(line.c_str(), "Swap: %zu", &amount) == 1) {
      found.back().own += amount;
    }
  }
  std::erase_if(found, [](const Mapping& one) { return one.own > 0; });
  return found;
}

}  // namespace herald::core
