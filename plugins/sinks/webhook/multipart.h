#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace herald::webhook {

/// The members of a JSON object as the body of a multipart/form-data message (RFC 7578), one part each, in their order:
/// a string as it is, an object or array as JSON, and no part at all for null. A picture is one more part, once there
/// is one. Returns the value of the Content-Type, with the boundary, and the body; the same for the same object.
std::pair<std::string, std::string> multipart(std::string_view object);

}  // namespace herald::webhook
