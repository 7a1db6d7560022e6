// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "herald/export.h"

namespace herald::inline v1 {

/// The bytes in Base64 (RFC 4648 §4), with padding, in one line. Any thread may call it.
HERALD_API std::string toBase64(std::string_view bytes);

/// The bytes that a text in Base64 stands for. Skips blanks, tabs and line breaks. Returns nothing if the text has
/// another character that Base64 does not know, or ends within a group of four. Any thread may call it.
HERALD_API std::optional<std::string> fromBase64(std::string_view text);

}  // namespace herald::inline v1
