// SPDX-License-Identifier: Apache-2.0
#include "heraldd/start_memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/files/read_file.h"

namespace herald::core {

namespace {

/// A part of the address space that the process may only read.
struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  std::size_t resident = 0;  // KiB
  std::size_t own = 0;       // KiB that are not those of the file: in memory, or swapped out
};

/// Empty if there is no /proc.
std::string readMappings() {
  try {
    return readFile("/proc/self/smaps", std::size_t{8} << 20);
  } catch (const std::system_error&) {
    return {};
  }
}

/// All of them that are just what the file says, from /proc/self/smaps:
///
///   7f2984200000-7f2984228000 r-xp 00000000 fe:00 2475  /usr/lib/libc.so.6
///   Rss:                 160 kB
///   Anonymous:             0 kB
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

struct Search {
  const std::vector<Mapping>& unchanged;
  std::size_t givenBack = 0;
};

// The dynamic linker holds its lock meanwhile: so what is here stays here.
int giveBack(dl_phdr_info* library, std::size_t, void* data) {
  auto& search = *static_cast<Search*>(data);
  for (const auto& mapping : search.unchanged) {
    const auto isHere = [&](const ElfW(Phdr) & segment) {
      const std::uintptr_t begin = library->dlpi_addr + segment.p_vaddr;
      return segment.p_type == PT_LOAD && !(segment.p_flags & PF_W) && begin >= mapping.begin &&
             begin + segment.p_filesz <= mapping.end;
    };
    if (std::none_of(library->dlpi_phdr, library->dlpi_phdr + library->dlpi_phnum, isHere)) continue;
    auto* const place = reinterpret_cast<void*>(mapping.begin);  // NOLINT(performance-no-int-to-ptr)
    if (::madvise(place, mapping.end - mapping.begin, MADV_DONTNEED) == 0) search.givenBack += mapping.resident * 1024;
  }
  return 0;
}

}  // namespace

std::size_t giveBackStartMemory() {
  const auto unchanged = unchangedMappings();
  Search search{unchanged};
  ::dl_iterate_phdr(giveBack, &search);
  ::malloc_trim(0);
  return search.givenBack;
}

}  // namespace herald::core
