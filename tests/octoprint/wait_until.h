#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "harness/patience.h"

namespace herald::testing {

/// Asks until the answer is yes; throws that it never was so. For another program, which has no latch to wait at: it is
/// left in peace between two questions, since what it waits for needs the same processor.
inline void waitUntil(const std::function<bool()>& isSo, const std::string& what) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!isSo()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it was waited for in vain that " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace herald::testing
