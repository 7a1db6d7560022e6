// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/plugin_host/elf_bytes.h"

namespace herald::core {

/// The C++ functions, variables and classes of a library itself that other libraries could take for their own:
/// "Helper::id". A class shows as its vtable. Hidden visibility leaves none. Templates and inline functions of the
/// standard library, of Poco and of the SDK do not count: every library has the same. Takes any bytes with a sound ELF
/// header. Throws only std::bad_alloc.
std::vector<std::string> exportedSymbols(const ElfBytes& file);

}  // namespace herald::core
