#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "herald/export.h"

namespace herald::inline v1 {

/// The bytes in Base64 (RFC 4648, section 4): with padding, in one line. Any thread may call it.
HERALD_API std::string toBase64(std::string_view bytes);

/// The bytes that the text encodes. Line breaks, blanks and tabs in the text are skipped. Nothing if the text has
/// another character that is not of Base64, or a last group of fewer than four characters. Any thread may call it.
HERALD_API std::optional<std::string> fromBase64(std::string_view text);

}  // namespace herald::inline v1
