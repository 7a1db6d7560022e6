// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include "herald/outcome.h"
#include "http/limit.h"
#include "http/url.h"

namespace herald::inline v1 {

/// The failure of an exchange with `origin` that ended with `error`. A socket that was shut down fails in many ways: if
/// `limit` is over, the failure says that, and not the text of the error.
Failure httpFailure(const std::exception& error, const Origin& origin, const Limit& limit);

/// The failures of a URL with the wrong scheme, or the wrong port.
Failure speaksNoTls(const Origin& origin);
Failure speaksTlsOnly(const Origin& origin);

}  // namespace herald::inline v1
