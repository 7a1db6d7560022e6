// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace herald::inline v1 {

/// One character of a text. A value.
struct CodePoint {
  std::size_t size = 1;     ///< in bytes
  std::int32_t value = -1;  ///< negative if the byte is not UTF-8
};

/// The first character of a text that is not empty. Any thread may call it.
CodePoint firstCodePoint(std::string_view text);

}  // namespace herald::inline v1
