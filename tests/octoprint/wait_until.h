// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "harness/patience.h"

namespace herald::testing {

/// Calls `isSo` until it returns true. Throws after kPatience. `what` is for the error, as in "nginx starts". It is for
/// another program that cannot report when it is ready. It sleeps between two calls, because that program needs the
/// same processor.
inline void waitUntil(const std::function<bool()>& isSo, const std::string& what) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!isSo()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it was waited for in vain that " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace herald::testing
