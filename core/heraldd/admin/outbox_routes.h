#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// What waits, and what will never be delivered:
///
///   GET  /queue                 the sinks that have something in the outbox, and how much
///   GET  /queue/{sink}          what waits for one, the oldest first
///   POST /queue/{sink}/move     ?to=SINK, one that is configured; `left` says how many still wait where they were
///   POST /queue/{sink}/purge
///   GET  /dead                  the dead letters
///   POST /dead/replay           those that are meant go to the end of their lines
///   POST /dead/purge            those that are meant are forgotten
///
/// Which ones, by the query: `sink`, `reason` (a part of it), `since` and `until` (Unix seconds), `sequence` (several
/// between commas). A list takes `after` (a sequence), `limit` (100, at most 1000) and `whole=true` for payload and
/// context as well; it ends with `next`, the `after` of the next page, or null.
///
/// `outbox` and `time` outlive the routes; `wake` is told the sinks that have something new, `configured` names those
/// that deliver.
void addOutboxRoutes(AdminRoutes& routes, Outbox& outbox, const TimeSource& time,
                     const std::function<void(const std::set<std::string>& sinks)>& wake,
                     const std::function<std::vector<std::string>()>& configured);

}  // namespace herald::core
