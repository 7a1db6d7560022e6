#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

namespace herald::webhook {

/// The texts within a JSON document that nobody may read, as far as one can tell: those under a name such as password,
/// client_secret or access_token, those that look like a token whatever their name, and those of the top-level members
/// that `isUsed` says are sent as credentials. Addresses and the well-known public names (scope, token_type, …) are
/// none.
std::vector<std::string> secretsIn(std::string_view json,
                                   const std::function<bool(std::string_view name)>& isUsed = nullptr);

/// What the `@` in a request's texts is.
enum class Written {
  AsItIs,     ///< a character
  Templates,  ///< a variable: what has one in it is no secret itself
};

/// What has to be hidden of the request in the options `url`, `headers` and `data` behind `prefix` ("oauth."), since
/// somebody wrote it there and not into a Secret option: as secretsIn finds it among headers and data, and passwords
/// and the like of the URL. Of Templates, which are full of text for people, only what stands under such a name, and of
/// their data only what is long and without blanks.
std::vector<std::string> requestSecrets(const Settings& settings, const std::string& prefix, Written written);

}  // namespace herald::webhook
