#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "http/connection.h"
#include "http/url.h"

namespace herald::inline v1 {

/// Connections that wait for their next request. Any thread may call it.
class ConnectionPool {
 public:
  /// The connection to `origin` that was used last, if there is one that is still good; null otherwise.
  std::unique_ptr<Connection> take(const Origin& origin);

  /// Keeps it for half a minute, or closes it if there are too many.
  void give(const Origin& origin, std::unique_ptr<Connection> connection);

 private:
  struct Idle {
    Origin origin;
    std::unique_ptr<Connection> connection;
    Clock::time_point since;
  };

  std::mutex mutex_;
  std::list<Idle> idle_;  ///< the newest first
};

}  // namespace herald::inline v1
