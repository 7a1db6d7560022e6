#pragma once

#include <string>
#include <string_view>

namespace herald::webhook {

/// The members of a JSON object as application/x-www-form-urlencoded pairs, in their order: a string as it is, an
/// object or array as JSON, and no pair at all for null.
std::string formEncoded(std::string_view object);

/// `url` with `query` behind its own query, in front of its fragment.
std::string withQuery(std::string url, std::string_view query);

}  // namespace herald::webhook
