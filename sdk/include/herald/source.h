// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/event.h"
#include "herald/feed.h"
#include "herald/plugin.h"
#include "herald/socket_guard.h"  // for the sockets of a source

namespace herald::inline v1 {

/// A plugin that reports events. Herald makes one instance for each configured source.
class HERALD_API Source : public Plugin {
 public:
  ~Source() override;

  /// Connects, and publishes events until `feed.stop()` is requested. Herald calls it in a thread of its own. On
  /// failure it throws, and Herald calls it again with backoff (see Failure): a source has no reconnect loop. If it
  /// returns without a request to stop, it is finished and not called again. After a request to stop it has 5 seconds
  /// to return.
  virtual void run(Feed& feed) = 0;
};

}  // namespace herald::inline v1
