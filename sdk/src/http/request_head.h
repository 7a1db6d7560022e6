// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "herald/http.h"
#include "http/http_setup.h"
#include "http/url.h"

namespace herald::inline v1 {

inline constexpr char kUserAgent[] = "Herald/" HERALD_VERSION;

/// Throws Failure with Rejected if the method or a header cannot be sent: a line break in a value, a name that is not a
/// token (RFC 9110 §5).
void checkRequest(const HttpRequest& request);

/// What stands behind the method: path and query, or the whole URL for a proxy.
std::string requestTarget(const Url& url, const HttpSetup& setup);

/// Calls `add` with each header of `request` to `url`, through the proxy if `setup` has one.
void eachHeader(const HttpRequest& request, const Url& url, const HttpSetup& setup,
                const std::function<void(std::string_view name, std::string_view value)>& add);

/// The request as it is sent, without its body.
std::string requestHead(const HttpRequest& request, const Url& url, const HttpSetup& setup);

}  // namespace herald::inline v1
