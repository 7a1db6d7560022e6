// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <memory>

#include "server_context.h"

namespace herald::http_source {

/// Serves the clients that connect to a socket, each connection in a thread: 16 at once, and 64 more wait.
class Server {
 public:
  /// Serves until it is destroyed. `context` must outlive it; this sets its `isCrowded`.
  Server(const Poco::Net::ServerSocket& socket, ServerContext& context);

  /// Returns when no connection is open. Answers requests that have arrived completely, if that takes at most half a
  /// second.
  ~Server();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::http_source
