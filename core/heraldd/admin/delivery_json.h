// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/outbox/outbox.h"

namespace herald::core {

/// One delivery as a JSON object: its event, and how long it has waited or how it ended. `whole` adds the event's
/// payload and context.
std::string toJson(const Delivery& delivery, Clock::time_point now, bool whole);

std::string toJson(const OutboxCounts& counts);

}  // namespace herald::core
