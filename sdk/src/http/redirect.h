// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "herald/http.h"
#include "http/url.h"

namespace herald::inline v1 {

/// 301, 302, 303, 307 and 308: the answer names another URL in Location.
bool isRedirect(int status);

/// True if the answer redirects the client to another URL: one of these, with a Location.
bool isRedirect(const HttpResponse& response);

/// The URL of a redirect in the answer of `from` to `method`, if the client may follow it. It must certainly lead to
/// the same host: to the same origin, or to https on the same host name, which a certificate proves. Another port
/// without TLS may belong to somebody else. A 303 asks for GET, so only GET and HEAD follow it (RFC 9110 §15.4.4).
std::optional<Url> redirectToFollow(const HttpResponse& response, const Url& from, std::string_view method);

}  // namespace herald::inline v1
