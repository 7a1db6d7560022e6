// SPDX-License-Identifier: Apache-2.0
#include "printing/json_values.h"

#include <charconv>
#include <cmath>

namespace herald::printing {

std::optional<double> number(std::string_view raw) {
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string numberText(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string numberText(const std::optional<double>& value) { return value ? numberText(*value) : "null"; }

bool isTrue(std::string_view raw) { return raw == "true"; }

}  // namespace herald::printing
