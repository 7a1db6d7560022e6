#pragma once

#include <string>

#include "common/saved_state.h"
#include "herald/event.h"
#include "herald/event_id.h"

namespace herald::http_source {

/// Gives events their ids. An event's id is a receiver's webhook-id, so it has to be the same whenever the sender sends
/// the event again, and no other event's in the world: a UUID is kept (in lower case). Any other text gives a
/// name-based UUID of it, the device and this source, and goes into the context as `originalId`. Without one, a new id
/// is minted.
class Identity {
 public:
  /// What tells this source's names from those of any other is kept in `state`, and made where it is missing.
  explicit Identity(common::SavedState& state);

  /// True if the sender named the event. Every thread may call it.
  bool give(Event& event, EventIds& minted) const;

 private:
  std::string space_;
};

}  // namespace herald::http_source
