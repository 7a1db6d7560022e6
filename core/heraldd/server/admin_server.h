// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "herald/http_server.h"
#include "heraldd/server/console_service.h"
#include "heraldd/server/served.h"

namespace herald::core {

/// Answers requests to the running daemon over HTTP, at one socket: those for the console and the API, and those of
/// monitors. Handlers run in the server's own threads: at most four at once, and one more for
/// /healthz and /readyz.
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
    bool isTls = false;
    ConsoleOptions console{};
    Millis timeout = HttpServerLimits{}.timeout;  ///< for a client that is silent or slow
  };

  /// Serves until it is destroyed.
  AdminServer(const Served& served, const Poco::Net::ServerSocket& socket, const Access& access);

 private:
  class Service final : public HttpService {
   public:
    Service(const Served& served, Access access);
    std::optional<ServerAnswer> refusal(const ServerRequest& head) override;
    bool isUrgent(const ServerRequest& head) const override;
    ServerAnswer answer(ServerRequest request) override;

   private:
    ServerAnswer answerToMonitor(const ServerRequest& request) const;
    [[noreturn]] void refuseUnknown(const ServerRequest& request) const;

    const Served served_;
    const Access access_;
    ConsoleService console_;
  };

  Service service_;
  HttpServer server_;  // its destructor waits for the running handlers
};

}  // namespace herald::core
