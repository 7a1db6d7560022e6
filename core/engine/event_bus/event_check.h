// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/event.h"

namespace herald::core {

/// Why the bus refuses an event, as a sentence: "an event has no type: set its type". Empty if it accepts the event.
std::string whyRefused(const Event& event);

/// The same for an event that was made from the valid event `parent`. Checks only what differs.
std::string whyRefused(const Event& event, const Event& parent);

}  // namespace herald::core
