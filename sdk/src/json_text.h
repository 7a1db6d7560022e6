#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// The characters of JSON strings. Not for plugins.
namespace herald::inline v1 {

/// The number of bytes of the UTF-8 character that starts at `position`; 0 if there is no valid one.
std::size_t utf8Length(std::string_view text, std::size_t position);

/// Appends what stands between the quotes of a JSON string without its escapes. Half of a surrogate pair becomes
/// U+FFFD, as printers do send them (Python writes a file name that is not UTF-8 so). False if an escape is none of
/// JSON's; it is left as it is.
bool unescape(std::string& out, std::string_view escaped);

}  // namespace herald::inline v1
