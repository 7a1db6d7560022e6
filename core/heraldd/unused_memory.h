// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "heraldd/unchanged_mappings.h"

namespace herald::core {

/// From now on, each arena of malloc keeps at most 128 KiB of free memory at its end, and large pieces go back at once.
/// By default these bounds grow with the largest piece that was ever freed: after some large requests each thread keeps
/// megabytes, which no malloc_trim(3) gives back. Call it before the first thread.
void keepLittleFreeMemory();

/// Gives back what Herald may not need for long: free memory of the heap, and the pages of programs and libraries.
/// These are in the page cache anyway: those that are still in use come back when they are read, without the disk. A
/// segment in which this process has something of its own stays as it is: relocations, breakpoints, probes.
///
/// Any thread may call it at any time, since it changes no byte: also while another one loads a library; but not one
/// with relocations in its code (DT_TEXTREL), which no compiler makes of position-independent code. Without
/// mappings, it only tidies the heap. Returns how many bytes of programs and libraries are no longer mapped.
std::size_t giveBackUnusedMemory(std::vector<Mapping> unchanged = unchangedMappings());

}  // namespace herald::core
