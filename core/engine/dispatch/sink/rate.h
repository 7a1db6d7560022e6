// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/outcome.h"

namespace herald::core {

/// How many attempts a sink may begin in a time: an option of the sink. A value.
struct Rate {
  int count = 0;  ///< 0: no limit
  Millis per{0};
  int burst = 1;  ///< how many may begin at once after a pause

  bool limits() const { return count > 0; }
  bool operator==(const Rate&) const = default;
};

/// Reads "1/s", "20/min", "100/h" or "5/2s": a count up to a million, and a unit or a time up to a day. An empty text
/// is no limit. Throws std::invalid_argument with a clause that says what is expected.
Rate parseRate(std::string_view text);

}  // namespace herald::core
