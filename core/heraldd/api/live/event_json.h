// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/event.h"

namespace herald::core {

/// The event as a list of events shows it: without payload and context. `isExample`: it never happened.
std::string eventJson(const Event& event, bool isExample);

}  // namespace herald::core
