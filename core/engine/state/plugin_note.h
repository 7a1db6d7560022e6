// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/outbox/note.h"

namespace herald::core {

/// Notes are small: all of them are in memory too.
inline constexpr std::size_t kMostNote = std::size_t{1} << 20;

/// Throws std::length_error if key and value together have more than kMostNote bytes. Half a note would be worse than
/// none. Every thread may call it.
void checkNote(std::string_view key, std::string_view value);

/// A note that a plugin hands over, as of now. Throws as checkNote does. Every thread may call it.
Note pluginNote(const std::string& owner, std::string_view key, std::string_view value);

}  // namespace herald::core
