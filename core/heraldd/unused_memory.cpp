// SPDX-License-Identifier: Apache-2.0
#include "heraldd/unused_memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace herald::core {

namespace {

struct Search {
  std::vector<Mapping> unchanged;
  std::uintptr_t pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  std::size_t givenBack = 0;
};

/// Whether Herald never writes there, and the file has it.
bool isReadOnly(const ElfW(Phdr) & segment) { return segment.p_type == PT_LOAD && !(segment.p_flags & PF_W); }

/// Only the pages of the segment. A library that was being loaded when the mappings were read was one mapping as a
/// whole.
void giveBack(std::uintptr_t begin, std::uintptr_t end, Search& search) {
  begin -= begin % search.pageSize;
  end += (search.pageSize - end % search.pageSize) % search.pageSize;
  for (auto& mapping : search.unchanged) {
    if (begin < mapping.begin || end > mapping.end) continue;
    auto* const place = reinterpret_cast<void*>(begin);  // NOLINT(performance-no-int-to-ptr)
    if (::madvise(place, end - begin, MADV_DONTNEED) == 0)
      search.givenBack += std::exchange(mapping.resident, 0) * 1024;
  }
}

// The dynamic linker holds its lock meanwhile: so what is here stays here.
int giveBackOf(dl_phdr_info* library, std::size_t, void* data) {
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& segment = library->dlpi_phdr[i];
    const std::uintptr_t begin = library->dlpi_addr + segment.p_vaddr;
    if (isReadOnly(segment)) giveBack(begin, begin + segment.p_filesz, *static_cast<Search*>(data));
  }
  return 0;
}

}  // namespace

void keepLittleFreeMemory() {
  ::mallopt(M_TRIM_THRESHOLD, 128 * 1024);
  ::mallopt(M_TOP_PAD, 0);  // kept beyond that, and taken in advance
}

std::size_t giveBackUnusedMemory(std::vector<Mapping> unchanged) {
  Search search{.unchanged = std::move(unchanged)};
  ::dl_iterate_phdr(giveBackOf, &search);
  ::malloc_trim(0);
  return search.givenBack;
}

}  // namespace herald::core
