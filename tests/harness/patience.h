#pragma once

#include <chrono>

namespace herald::testing {

/// How long a test waits for what has to come. Nothing that works takes so long: the longest is the minute that the
/// daemon lets pass between two tries.
inline constexpr std::chrono::minutes kPatience{3};

}  // namespace herald::testing
