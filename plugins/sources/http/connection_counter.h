// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::http_source {

/// Counts the open connections of a server. Any thread may use it.
class ConnectionCounter {
 public:
  void add(int difference) HERALD_EXCLUDES(mutex_);

  /// Waits until no connection is open, at most so long. Returns false if some are still open.
  bool waitForNone(Millis most) HERALD_EXCLUDES(mutex_);

 private:
  Condition noneOpen_;

  Mutex mutex_;
  int open_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::http_source
