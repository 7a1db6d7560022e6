// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace herald::core::ctl {

/// Reads a moment as a user writes it, and returns Unix seconds. "90s", "5m", "2h" and "7d" count back from `now`.
/// "2026-11-24" is a day in UTC, "2026-11-24T18:00:00Z" a moment of RFC 3339, in any time zone. Throws
/// std::runtime_error for any other text.
long long momentOf(const std::string& text, std::chrono::system_clock::time_point now);

}  // namespace herald::core::ctl
