// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/json.h"

namespace herald::core {

/// The texts as a JSON array: ["a","b"].
inline std::string jsonTexts(const std::vector<std::string>& texts) {
  std::string array;
  for (const auto& text : texts) array += (array.empty() ? "" : ",") + jsonQuote(text);
  return "[" + array + "]";
}

}  // namespace herald::core
