// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core {

/// A password as Herald stores it: "$scrypt$ln=14,r=8,p=5$SALT$KEY". scrypt (RFC 7914) takes 16 MiB and a fraction of a
/// second for each guess. It is a part of OpenSSL 3, which Herald needs anyway; argon2 would be one more library. The
/// parameters are in the text, so a later Herald may raise them, and knows the old ones.
///
/// Throws std::runtime_error if there is no memory or no randomness. Every thread may call it.
std::string hashPassword(std::string_view password);

/// Whether `hash` is of this password. False if `hash` is not such a text, or asks for more than 64 MiB or sixteen
/// times the usual time. Takes equally long for a right and a wrong password. Throws as hashPassword does.
bool isPassword(std::string_view password, const std::string& hash);

}  // namespace herald::core
