// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <filesystem>
#include <memory>
#include <string>

#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Answers requests to the running daemon over HTTP, at one socket. Handlers run in the server's own threads, at most
/// four at once.
class AdminServer {
 public:
  /// Which requests it answers.
  struct Access {
    /// Every client may do everything. For the Unix socket: the mode of its file decides who can connect.
    bool anything = false;
    /// Otherwise a change needs `Authorization: Bearer TOKEN`. If it is empty, no change is possible.
    std::string token{};
  };

  /// Serves until it is destroyed. `routes` outlives it.
  AdminServer(const AdminRoutes& routes, const Poco::Net::ServerSocket& socket, Access access);
  ~AdminServer();  ///< waits for the running handlers

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
