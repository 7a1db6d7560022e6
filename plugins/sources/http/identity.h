#pragma once

#include <Poco/UUID.h>

#include "herald/event.h"
#include "herald/event_id.h"
#include "herald/host.h"

namespace herald::http_source {

/// Gives events their ids. An event's id is a receiver's webhook-id, so it has to be the same whenever the sender sends
/// the event again, and no other event's in the world. What a sender calls an event is its own only among the events of
/// its device: so an id is a name-based UUID of the sender's text, the device and this source, and the text goes into
/// the context as `originalId`. Without one, a new id is minted.
class Identity {
 public:
  /// What tells this source's names from those of any other is kept by the host, and made where it is missing.
  explicit Identity(Host& host);

  /// True if the sender named the event. Every thread may call it.
  bool give(Event& event, EventIds& minted) const;

 private:
  Poco::UUID space_;
};

}  // namespace herald::http_source
