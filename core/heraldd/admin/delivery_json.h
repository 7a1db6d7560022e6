// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshot_store.h"

namespace herald::core {

/// One delivery as a JSON object: its event, and how long it has waited or how it ended. `whole` adds the event's
/// payload and context, and the size and hash of its picture: null if it has none.
std::string toJson(const Delivery& delivery, Clock::time_point now, bool whole,
                   const std::optional<SnapshotFacts>& snapshot = {});

std::string toJson(const OutboxCounts& counts);

}  // namespace herald::core
