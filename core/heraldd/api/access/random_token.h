// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herald::core {

/// So many random bytes in hexadecimal. Nobody can guess 32 of them. Throws std::runtime_error if the system gives
/// none. Every thread may call it.
std::string randomToken(std::size_t bytes = 32);

/// SHA-256 in hexadecimal. Herald keeps this of a token: then no memory and no file has what opens the door.
std::string fingerprintOf(std::string_view token);

std::string toHex(std::string_view bytes);
std::string fromHex(std::string_view text);  ///< empty if the text is not hexadecimal

}  // namespace herald::core
