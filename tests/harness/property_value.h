// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::testing {

/// `text` as a value of a .properties file.
inline std::string propertyValue(const std::string& text) {
  std::string value;
  for (const char c : text)
    value += c == '\\' ? std::string("\\\\") : c == '\n' ? std::string("\\n") : std::string(1, c);
  return value;
}

}  // namespace herald::testing
