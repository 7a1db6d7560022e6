// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace herald::core {

/// A part of the address space that the process may only read, and that is just what its file says. A value.
struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  std::size_t resident = 0;  ///< KiB
  std::size_t own = 0;       ///< KiB that are not those of the file, in memory or swapped out: 0
};

/// All of them at this moment: another thread may change them at once. Empty if there is no /proc.
std::vector<Mapping> unchangedMappings();

}  // namespace herald::core
