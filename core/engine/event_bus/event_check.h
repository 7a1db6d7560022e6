#pragma once

#include <string>

#include "herald/event.h"

namespace herald::core {

/// Why an event cannot be accepted, as a sentence: "an event has no type"; empty if it can.
std::string whyRefused(const Event& event);

/// The same for an event made of `parent`, which is valid: what did not change is not looked at again.
std::string whyRefused(const Event& event, const Event& parent);

}  // namespace herald::core
