// SPDX-License-Identifier: Apache-2.0
#include "code_point.h"

#include <utf8proc.h>

namespace herald::inline v1 {

CodePoint firstCodePoint(std::string_view text) {
  utf8proc_int32_t value = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &value);
  return size > 0 ? CodePoint{static_cast<std::size_t>(size), value} : CodePoint{};
}

}  // namespace herald::inline v1
