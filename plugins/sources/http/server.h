#pragma once

#include <Poco/Net/ServerSocket.h>

#include <memory>

#include "connection.h"

namespace herald::http_source {

/// Serves the clients that come to a socket, each connection in a thread: 16 at once, 64 more may wait.
class Server {
 public:
  /// Serves from now on. `service` outlives it; its `crowded` is set here.
  Server(const Poco::Net::ServerSocket& socket, Service& service);

  /// Returns when no connection is open any more. What has been read whole is answered if that takes no longer than
  /// half a second.
  ~Server();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::http_source
