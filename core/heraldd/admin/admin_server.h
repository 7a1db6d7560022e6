#pragma once

#include <Poco/Net/ServerSocket.h>

#include <filesystem>
#include <memory>
#include <string>

#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Answers the requests of the running daemon's operator over HTTP, at one socket. Handlers run in threads of the
/// server's, up to four at once.
class AdminServer {
 public:
  /// Who may ask for what.
  struct Access {
    bool anything =
        false;            ///< whoever can connect may do everything: for the Unix socket, where the file's mode decides
    std::string token{};  ///< otherwise a change needs `Authorization: Bearer TOKEN`; empty: no change at all
  };

  /// Serves from now on until it is destroyed, which waits for the handlers under way. `routes` outlives it.
  AdminServer(const AdminRoutes& routes, const Poco::Net::ServerSocket& socket, Access access);
  ~AdminServer();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
