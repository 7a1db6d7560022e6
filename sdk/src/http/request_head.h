// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPRequest.h>

#include "herald/http.h"
#include "http/http_setup.h"
#include "http/url.h"

namespace herald::inline v1 {

inline constexpr char kUserAgent[] = "Herald/" HERALD_VERSION;

/// Throws Failure with Rejected if the method or a header cannot be sent: a line break in a value, a name that is not a
/// token (RFC 9110 §5).
void checkRequest(const HttpRequest& request);

/// The request line and the headers of `request` to `url`, through the proxy if `setup` has one.
Poco::Net::HTTPRequest requestHead(const HttpRequest& request, const Url& url, const HttpSetup& setup);

}  // namespace herald::inline v1
