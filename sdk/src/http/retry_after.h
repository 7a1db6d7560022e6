// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/http.h"

namespace herald::inline v1 {

/// The wait that an answer asks for by Retry-After (RFC 9110 §10.2.3), at most a day; 0 if it asks for none. Takes
/// seconds, also with decimals, and a date. A date counts by the receiver's clock if the answer has a Date.
///
/// Discord gives milliseconds there if the address has no API version. Its X-RateLimit-Reset-After, in seconds, shows
/// that.
Millis retryAfter(const HttpHeaders& headers);

}  // namespace herald::inline v1
