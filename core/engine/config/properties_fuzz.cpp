// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/config/properties.h"
#include "herald/testing/require.h"

using herald::testing::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  int line = 0;
  for (const auto& property : herald::core::parseProperties(text, "f").properties) {
    require(!property.key.empty() && property.at.line > line);
    line = property.at.line;
  }
  return 0;
}
