// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Reads the characters of JSON strings. Not for plugins.
namespace herald::inline v1 {

/// The length in bytes of the UTF-8 character at `position`; 0 if there is no valid character.
std::size_t utf8Length(std::string_view text, std::size_t position);

/// Appends the text of a JSON string; `escaped` is the part between its quotes. Half of a surrogate pair becomes
/// U+FFFD: printers send it, since Python writes a file name that is not UTF-8 in this way. Returns false if JSON does
/// not know an escape; the escape stays as it is.
bool unescape(std::string& out, std::string_view escaped);

}  // namespace herald::inline v1
