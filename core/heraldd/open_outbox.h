// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/clock/time_source.h"
#include "engine/config/configuration.h"
#include "engine/delivery_log/log_store.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshot_store.h"

namespace herald::core {

/// Opens the outbox as the options outbox.* say, with the deliveries that an earlier daemon left in the data folder.
/// Throws std::runtime_error if a newer Herald wrote them. `time` outlives the outbox.
std::unique_ptr<Outbox> openOutbox(const Configuration& configuration, TimeSource& time);

/// Where the delivery log goes if not all of it goes to the outbox's file: what of the outbox is in memory is so in the
/// log, too. Null if it goes there. `outbox` outlives it.
std::unique_ptr<LogStore> openLogStore(const Configuration& configuration, Outbox& outbox, const TimeSource& time);

/// How much of the delivery log stays: log.keep.
LogBounds logBounds(const Configuration& configuration);

/// Where the pictures of events are kept, by the same options.
SnapshotPlace snapshotPlace(const Configuration& configuration);

}  // namespace herald::core
