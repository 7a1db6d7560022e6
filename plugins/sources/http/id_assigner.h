// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/UUID.h>

#include "herald/event.h"
#include "herald/event_id.h"
#include "herald/host.h"

namespace herald::http_source {

/// Gives events their ids. Receivers get an event's id as `webhook-id`. So it must be the same whenever the sender
/// repeats the event, and no other event may have it.
///
/// The sender's own id is unique only among the events of one device. So the event's id is a name-based UUID of the
/// sender's id, the device and this source. The sender's id goes into the context as `originalId`. An event without an
/// id gets a new one. Any thread may use it.
class IdAssigner {
 public:
  /// Loads the UUID that stands for this source. Makes and saves one if there is none yet.
  explicit IdAssigner(Host& host);

  /// Returns true if the sender gave the event an id. Otherwise the id comes from `minted`.
  bool assign(Event& event, EventIds& minted) const;

 private:
  Poco::UUID space_;
};

}  // namespace herald::http_source
