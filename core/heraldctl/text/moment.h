#pragma once

#include <chrono>
#include <string>

namespace herald::core::ctl {

/// A moment as its user writes it, in Unix seconds: "90s", "5m", "2h" or "7d" before `now`, "2026-11-24" (UTC) or
/// "2026-11-24T18:00:00Z" (RFC 3339, also with another zone). Throws std::runtime_error for any other text.
long long momentOf(const std::string& text, std::chrono::system_clock::time_point now);

}  // namespace herald::core::ctl
