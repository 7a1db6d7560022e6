// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace herald::testing {

/// How long a test waits for an event before it fails. A test that passes never waits so long. The longest wait is the
/// minute between two tries of the daemon.
inline constexpr std::chrono::minutes kPatience{3};

}  // namespace herald::testing
