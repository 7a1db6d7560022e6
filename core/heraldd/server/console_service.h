// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/console_options.h"
#include "herald/http_server.h"
#include "heraldd/api/access/access.h"
#include "heraldd/server/request_rate.h"
#include "heraldd/server/served.h"

namespace herald::core {

/// The console at one socket: its pages, and the API below /api/v1/. The pages hold no data, so anybody gets them. For
/// the API, see Access, and Operation::needsSession. If console.enabled is off, only the API is there, for programs
/// with the token.
class ConsoleService {
 public:
  /// Who comes through the socket.
  struct Door {
    bool isSocket = false;  ///< the Unix socket: every client may do everything
    std::string token{};    ///< a program that sends `Authorization: Bearer TOKEN` may, too; empty: none
    bool isTls = false;
    ConsoleOptions options{};
  };

  /// The most bytes that somebody without a session may send: a login.
  static constexpr std::size_t kMostOfStranger = std::size_t{4} << 10;

  ConsoleService(const Served& served, Door door);

  /// Whether the request is for the console. Every thread may call it.
  bool serves(const ServerRequest& head) const;

  /// The same as in HttpService. refusal() for one thread, answer() for every thread.
  std::optional<ServerAnswer> refusal(const ServerRequest& head);
  ServerAnswer answer(ServerRequest request) const;

 private:
  std::string_view targetIn(const ServerRequest& request) const;
  bool isApi(const ServerRequest& request) const;
  bool hasPages() const { return door_.isSocket || door_.options.enabled; }
  bool isFromIngress(const ServerRequest& request) const;
  ApiCaller callerOf(const ServerRequest& request) const;
  void check(const ServerRequest& head);
  void checkStranger(const ServerRequest& head) const;
  std::vector<std::string> ancestorsFor(const ServerRequest& request) const;
  ServerAnswer answerOfApi(ServerRequest request) const;
  ServerAnswer toServerAnswer(ApiAnswer answer, const ServerRequest& request) const;

  const Served served_;
  const Door door_;
  const Access access_;
  RequestRate rate_{};
};

/// True if the request has `Authorization: Bearer TOKEN` with this token. None has an empty one.
bool hasToken(const ServerRequest& request, const std::string& token);

}  // namespace herald::core
