#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace herald::http_source {

/// A time as RFC 3339 writes it, with any fraction and any offset: "2026-01-31T08:15:30.25+01:00". A leap second is the
/// second after it. Nothing where it is malformed, or not between 1970 and 2261, which is what an event's time can
/// hold.
std::optional<std::chrono::system_clock::time_point> parseRfc3339(std::string_view text);

}  // namespace herald::http_source
