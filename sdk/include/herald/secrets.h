// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

namespace herald::webhook {

/// Finds the texts in a JSON document that are probably secret:
/// - those under a name such as password, client_secret or access_token,
/// - those that look like a token, under any name,
/// - those in the top-level members that the request sends, by `isSent`.
/// Addresses, and members with a well-known public name (scope, token_type, …), are not secret.
std::vector<std::string> secretsIn(std::string_view json,
                                   const std::function<bool(std::string_view name)>& isSent = nullptr);

/// What an `@` in a request's texts means.
enum class TextKind {
  Literal,   ///< the character
  Template,  ///< a variable; a text with a variable is not secret itself
};

/// Finds the texts to mask in the options `url`, `headers` and `data` after `prefix` ("oauth."), where a user may have
/// written a secret. In headers and data it looks as secretsIn() does. In the URL it looks for passwords and the like,
/// and for parts that look random, as the end of an address of Slack or Discord does.
/// Templates contain much text for people. In them it finds only texts under a secret name; in `data`, such a text must
/// also be long and have no blank.
std::vector<std::string> requestSecrets(const Settings& settings, const std::string& prefix, TextKind kind);

}  // namespace herald::webhook
