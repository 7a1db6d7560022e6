// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/outcome.h"

namespace herald::core {

/// "7 s": a duration in whole seconds for a person, rounded up, never negative.
std::string inSeconds(Clock::duration time);

}  // namespace herald::core
