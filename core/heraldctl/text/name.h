#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace herald::core {

/// Returns whether a source, sink, transform or route may have this name: letters, digits, `_` and `-`.
inline bool isName(std::string_view text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace herald::core
