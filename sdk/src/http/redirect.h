// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "herald/http.h"
#include "http/url.h"

namespace herald::inline v1 {

/// True if the answer redirects the client to another URL: 301, 302, 303, 307 or 308 with a Location.
bool isRedirect(const HttpResponse& response);

/// The URL of a redirect in the answer of `from`, if the client may follow it. It must certainly lead to the same host:
/// to the same origin, or to https on the same host name, which a certificate proves. Another port without TLS may
/// belong to somebody else.
std::optional<Url> redirectToFollow(const HttpResponse& response, const Url& from);

}  // namespace herald::inline v1
