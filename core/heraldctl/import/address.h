// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core::import {

/// Returns whether the URL begins with http:// or https://.
bool isHttpAddress(const std::string& url);

/// Returns whether the URL seems to hold a secret, so that it needs a file of its own: a user with a password, a value
/// in the query, or a key in the path.
bool holdsKey(const std::string& url);

/// The host of a URL; empty if the URL has none. A URL may be a template.
std::string hostOf(const std::string& url);

/// The URL for people: scheme, host and port, without everything else, which may hold a secret.
std::string withoutPath(const std::string& url);

}  // namespace herald::core::import
