// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/settings.h"

/// Finds texts that are probably secret although no option of the type Secret holds them: a password within an address,
/// a key within a piece of JSON. Give them to Host::hide. Any thread may call these functions.
namespace herald::inline v1 {

/// Finds the texts in a JSON document that are probably secret:
/// - those under a name such as password, client_secret or access_token,
/// - those that look like a token, under any name,
/// - those in the top-level members that the plugin sends, by `isSent`.
/// Addresses, and members with a well-known public name (scope, token_type, …), are not secret.
HERALD_API std::vector<std::string> secretsIn(std::string_view json,
                                              const std::function<bool(std::string_view name)>& isSent = nullptr);

/// What an `@` in the values of options means.
enum class TextKind : std::uint8_t {
  Literal,   ///< the character
  Template,  ///< a variable; a text with a variable is not secret itself
};

/// Finds the texts in these options where a user may have written a secret. It looks as secretsIn() does into maps, as
/// names and values, and into values that are JSON. Any other value counts as an address: there it looks for passwords
/// and the like, and for parts that look random, as the end of an address of Slack or Discord does.
/// Templates contain much text for people. In them it finds only texts under a secret name; in JSON, such a text must
/// also be long and have no blank.
HERALD_API std::vector<std::string> likelySecrets(const Settings& settings, const std::vector<std::string>& options,
                                                  TextKind kind);

}  // namespace herald::inline v1
