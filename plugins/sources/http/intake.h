#pragma once

#include <string>
#include <vector>

#include "herald/source.h"
#include "identity.h"
#include "seen_ids.h"

namespace herald::http_source {

/// Takes the events of requests into Herald, each of them once. Every thread may call it.
class Intake {
 public:
  /// Knows again what an earlier one took. `feed` outlives it.
  explicit Intake(Feed& feed);

  /// Returns when all the events are accepted: their ids, in their order. Of events with the same id one is taken.
  /// Throws Refusal (503 where there is no room, 400), and then none of them is.
  std::vector<std::string> take(std::vector<Event> events);

 private:
  void publish(std::vector<Event>& events, const Notes& notes);

  Feed& feed_;
  const Identity identity_;
  SeenIds seen_;
};

}  // namespace herald::http_source
