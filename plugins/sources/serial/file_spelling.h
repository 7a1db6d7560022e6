// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// How firmware spells the path of one file: in full, as a short name of FAT (`LONGNA~1.GCO`), or cut off. Pure
/// functions, for any thread. They throw only std::bad_alloc.
namespace herald::serial {

/// True if both paths may name one file: the same name in any case, a name and its short name, or a name and its
/// beginning. Folders do not count, because many lines leave them out.
bool spellOneFile(std::string_view one, std::string_view other);

/// The fuller one of two spellings of the same file. It takes the folder and the name separately. `later` counts if
/// neither is fuller.
std::string fullerSpelling(std::string_view earlier, std::string_view later);

}  // namespace herald::serial
