// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace herald::http_source {

/// Reads a time of RFC 3339 with any fraction and any offset: "2026-01-31T08:15:30.25+01:00". A leap second becomes the
/// second after it. Returns nothing if the text is malformed, or if the time is not between 1970 and 2261: an event
/// cannot hold another one.
std::optional<std::chrono::system_clock::time_point> parseRfc3339(std::string_view text);

}  // namespace herald::http_source
