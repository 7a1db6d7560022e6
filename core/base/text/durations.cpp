// SPDX-License-Identifier: Apache-2.0
#include "base/text/durations.h"

#include <algorithm>

namespace herald::core {

std::string inSeconds(Clock::duration time) {
  return std::to_string(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(time).count())) + " s";
}

}  // namespace herald::core
