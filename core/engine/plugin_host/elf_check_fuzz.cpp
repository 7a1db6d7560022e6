// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/elf_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  herald::core::checkElf({reinterpret_cast<const char*>(data), size}, herald::core::runningRequirements());
  return 0;
}
