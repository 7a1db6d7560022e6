// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core {

/// Escapes a text as a value in a .properties file, on one line. parseProperties() reads the same text, but for blanks
/// and line ends at its edges, which that grammar cannot keep.
std::string propertyValue(std::string_view text);

/// "KEY = VALUE" with a line end. Each line of the text has a line of its own, so that people can read it.
std::string propertyText(const std::string& key, std::string_view text);

/// Why a key or a value cannot stand in a .properties file, as a clause. Empty if they can.
std::string whyNoProperty(std::string_view key, std::string_view text);

}  // namespace herald::core
