// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshot_store.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Adds the routes for waiting deliveries and dead letters:
///
///   GET  /queue                 the sinks that have something in the outbox, with their counts
///   GET  /queue/{sink}          the deliveries that wait for a sink, the oldest first
///   POST /queue/{sink}/move     ?to=SINK gives them to another configured sink; `left` counts those that stay
///   POST /queue/{sink}/purge    discards them
///   GET  /dead                  the dead letters
///   POST /dead/replay           puts the selected dead letters at the end of their lines
///   POST /dead/purge            deletes the selected dead letters
///
/// The query selects dead letters: `sink`, `reason` (a part of it), `since` and `until` (Unix seconds), `sequence`
/// (several with commas between them). A list takes `after` (a sequence), `limit` (100 by default, at most 1000), and
/// `whole=true`, which adds payload, context, and size and hash of the picture. It ends with `next`: the `after` of the
/// next page, or null.
///
/// `outbox` and `time` outlive the routes. They call `wake` with the sinks that have new deliveries, and `configured`
/// for the names of the sinks that deliver, and `snapshotOf` for the picture of an event; it may be empty. All are
/// called from the server's threads.
void addOutboxRoutes(AdminRoutes& routes, Outbox& outbox, const TimeSource& time,
                     const std::function<void(const std::set<std::string>& sinks)>& wake,
                     const std::function<std::vector<std::string>()>& configured,
                     const std::function<std::optional<SnapshotFacts>(const std::string& event)>& snapshotOf = {});

}  // namespace herald::core
