// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace herald::webhook {

/// The picture of a request: a JPEG, and the names of the parts that show it. A view: for one call.
struct PictureParts {
  std::string_view jpeg{};               ///< empty if there is no picture
  std::span<const std::string> names{};  ///< of the parts
};

/// Makes a body of multipart/form-data (RFC 7578) from a JSON object, one part per member, in their order. A string
/// goes in unchanged, an object or array as JSON. A member that is null is left out. The picture follows as the file
/// snapshot.jpg. Returns the value of Content-Type, with the boundary, and the body. The same input always gives the
/// same result.
std::pair<std::string, std::string> multipart(std::string_view object, const PictureParts& picture = {});

}  // namespace herald::webhook
