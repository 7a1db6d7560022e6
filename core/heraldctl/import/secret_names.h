// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace herald::core::import {

/// True if a header, a parameter or a member of this name usually has a secret: "X-Api-Key", "access_token",
/// "password".
bool namesSecret(std::string_view name);

/// True if the JSON object has a text under such a name, at any depth. A text with a variable is not a secret: it only
/// says where one goes.
bool holdsSecret(std::string_view json);

}  // namespace herald::core::import
