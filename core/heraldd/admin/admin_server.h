// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/http_server.h"
#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Answers requests to the running daemon over HTTP, at one socket. Handlers run in the server's own threads: at most
/// four at once, and one more for /healthz and /readyz.
class AdminServer {
 public:
  /// Which requests it answers.
  struct Access {
    /// Every client may do everything. For the Unix socket: the mode of its file decides who can connect.
    bool anything = false;
    /// Otherwise a request must show `Authorization: Bearer TOKEN`. If it is empty, no request can.
    std::string token{};
    /// Except for /healthz, /readyz and /metrics, if this is set: they say nothing about payloads, addresses and
    /// settings. The request must then call the server by its address, so that no web page gets in through a browser.
    bool isOpen = false;
  };

  /// Serves until it is destroyed. `routes` outlives it.
  AdminServer(const AdminRoutes& routes, const Poco::Net::ServerSocket& socket, Access access);

 private:
  class Service final : public HttpService {
   public:
    Service(const AdminRoutes& routes, Access access) : routes_(routes), access_(std::move(access)) {}
    std::optional<ServerAnswer> refusal(const ServerRequest& head) override;
    bool isUrgent(const ServerRequest& head) const override;
    ServerAnswer answer(ServerRequest request) override;

   private:
    const AdminRoutes& routes_;
    const Access access_;
  };

  Service service_;
  HttpServer server_;  // its destructor waits for the running handlers
};

}  // namespace herald::core
