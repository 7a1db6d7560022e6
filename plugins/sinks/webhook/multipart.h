// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace herald::webhook {

/// Makes a body of multipart/form-data (RFC 7578) from a JSON object, one part per member, in their order. A string
/// goes in unchanged, an object or array as JSON. A member that is null is left out. Returns the value of Content-Type,
/// with the boundary, and the body. The same object always gives the same result.
std::pair<std::string, std::string> multipart(std::string_view object);

}  // namespace herald::webhook
