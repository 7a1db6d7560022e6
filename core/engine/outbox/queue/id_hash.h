// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace herald::core {

/// A hash of 64 bits on every machine: FNV-1a (RFC 9923).
constexpr std::uint64_t wideHashOf(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

/// The index knows an event by this hash of its id: 8 bytes instead of 36. It looks no closer, so two events that wait
/// must not have the same one. 32 bits are too few for that: of 100,000 events, one would.
inline std::uint64_t idHashOf(const std::string& id) {
  if constexpr (sizeof(std::size_t) == sizeof(std::uint64_t)) return std::hash<std::string>()(id);  // it is faster
  return wideHashOf(id);
}

}  // namespace herald::core
