// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/source.h"
#include "id_assigner.h"
#include "seen_ids.h"

namespace herald::http_source {

/// Publishes the events of requests, each event once: it skips events whose id it has accepted before. Any thread may
/// use it.
class EventIntake {
 public:
  /// Loads the ids that an earlier process accepted. `feed` must outlive it.
  explicit EventIntake(Feed& feed);

  /// Returns when Herald has accepted all events: their ids, in the same order. If two of them have the same id, it
  /// publishes one. If it throws HttpError, it has accepted none of them: 503 if there is no room, or 400.
  std::vector<std::string> accept(std::vector<Event> events);

 private:
  void publish(std::vector<Event>& events, const Notes& notes);

  Feed& feed_;
  const IdAssigner idAssigner_;
  SeenIds seen_;
};

}  // namespace herald::http_source
