// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Ascii.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace herald::core {

/// The hash of an event type. Upper and lower case are equal.
struct TypeHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view type) const {
    std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
    for (const char c : type)
      hash = (hash ^ static_cast<unsigned char>(c | 0x20)) * 0x100000001B3;  // | 0x20: lower case
    return static_cast<std::size_t>(hash);
  }
};

/// Whether two event types are equal, in upper or lower case.
struct TypeEqual {
  using is_transparent = void;
  bool operator()(std::string_view one, std::string_view other) const {
    return one == other || std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
             return Poco::Ascii::toLower(a) == Poco::Ascii::toLower(b);
           });
  }
};

/// Values by event type, in upper or lower case. A search costs the same however many types there are.
template <typename T>
using ByType = std::unordered_map<std::string, T, TypeHash, TypeEqual>;

}  // namespace herald::core
