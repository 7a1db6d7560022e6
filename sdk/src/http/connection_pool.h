// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>

#include "herald/mutex.h"
#include "http/connection.h"
#include "http/url.h"

namespace herald::inline v1 {

/// Open connections that wait for their next request. Any thread may call it.
class ConnectionPool {
 public:
  /// The last used connection to `origin` that is still open and quiet; null if there is none.
  std::unique_ptr<Connection> take(const Origin& origin) HERALD_EXCLUDES(mutex_);

  /// Keeps a connection for 30 seconds. If the pool is full, it closes the oldest one.
  void give(const Origin& origin, std::unique_ptr<Connection> connection) HERALD_EXCLUDES(mutex_);

  void closeAll() HERALD_EXCLUDES(mutex_);

 private:
  struct Idle {
    Origin origin;
    std::unique_ptr<Connection> connection;
    Clock::time_point since;
  };

  Mutex mutex_{};
  std::list<Idle> idle_ HERALD_GUARDED_BY(mutex_);  ///< the newest first
};

}  // namespace herald::inline v1
