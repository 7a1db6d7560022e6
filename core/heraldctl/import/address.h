// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core::import {

/// Returns whether the URL begins with http:// or https://.
bool isHttpAddress(const std::string& url);

/// Returns whether the URL seems to hold a key, so that it needs a file of its own.
bool holdsKey(const std::string& url);

/// The host of a URL; empty if the URL has none. A URL may be a template.
std::string hostOf(const std::string& url);

/// The URL for people: scheme and host, without the path, which may hold a key.
std::string withoutPath(const std::string& url);

}  // namespace herald::core::import
