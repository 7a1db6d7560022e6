// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace herald::core {

/// "1 sink", "2 sinks"; `plural` is for what takes more than an s: "delivery waits", "deliveries wait".
inline std::string counted(std::size_t count, const std::string& noun, const std::string& plural = {}) {
  if (count == 1) return "1 " + noun;
  return std::to_string(count) + " " + (plural.empty() ? noun + "s" : plural);
}

}  // namespace herald::core
