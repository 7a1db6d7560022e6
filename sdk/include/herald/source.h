#pragma once

#include "herald/event.h"
#include "herald/plugin.h"

namespace herald::inline v1 {

/// Where events come from.
class HERALD_API Source : public Plugin {
 public:
  ~Source() override;

  /// Connects, and publishes what happens until `feed.stop()` is asked for; called in a thread of its own. On trouble
  /// it throws, and the core calls it again with backoff (see Failure): no source has a reconnect loop. If it returns
  /// without being asked to, it is done and not called again. After a request to stop it has 5 seconds.
  virtual void run(Feed& feed) = 0;
};

}  // namespace herald::inline v1
