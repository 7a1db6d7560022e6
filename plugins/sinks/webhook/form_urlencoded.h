// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::webhook {

/// The members of a JSON object as pairs of application/x-www-form-urlencoded, in their order. A string goes in
/// unchanged, an object or array as JSON. A member that is null is left out.
std::string formEncoded(std::string_view object);

/// Returns `url` with `query` after its own query and before its fragment.
std::string withQuery(std::string url, std::string_view query);

}  // namespace herald::webhook
