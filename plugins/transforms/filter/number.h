#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace herald::filter {

/// The whole text as a number; nothing if it is none.
inline std::optional<double> numberOf(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace herald::filter
