// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "herald/event.h"

namespace herald::core {

/// How soon a delivery has to go out when not all of them can. The first value goes first.
enum class Urgency : std::uint8_t {
  Urgent,  ///< something began, ended, failed, or needs somebody: lifecycle and error events
  Usual,   ///< any other event
  Latest,  ///< progress: the newest says it all
};

constexpr Urgency urgencyOf(Category category) {
  switch (category) {
    case Category::Lifecycle:
    case Category::Error: return Urgency::Urgent;
    case Category::Progress: return Urgency::Latest;
    case Category::Other: break;
  }
  return Urgency::Usual;
}

}  // namespace herald::core
