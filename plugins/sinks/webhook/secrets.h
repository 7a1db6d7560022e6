#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::webhook {

/// The texts within a JSON document that nobody may read, as far as one can tell: those under a name such as password,
/// client_secret or access_token, those that look like a token whatever their name, and those of the top-level members
/// that `isUsed` says are sent as credentials. Addresses and the well-known public names (scope, token_type, …) are
/// none.
std::vector<std::string> secretsIn(std::string_view json,
                                   const std::function<bool(std::string_view name)>& isUsed = nullptr);

}  // namespace herald::webhook
