// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "herald/outcome.h"

namespace herald::test {

/// For a test with a limit that has to pass in real time, while something else has to happen within it. Calls
/// `isEnough` with the limit `least`, and with twice as much again until it returns true: a busy machine needs more.
/// Returns false if a minute is not enough either. What `isEnough` throws goes on to the caller.
template <typename Call>
bool hasEnoughTime(Millis least, Call isEnough) {
  for (Millis limit = least; limit <= std::chrono::minutes(1); limit *= 2) {
    if (isEnough(limit)) return true;
  }
  return false;
}

}  // namespace herald::test
