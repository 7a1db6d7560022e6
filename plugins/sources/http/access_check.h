// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/http_server.h"

namespace herald::http_source {

/// Decides from the head of a request whether its client may send events. A value; any thread may use it.
struct AccessCheck {
  std::string path{};   ///< the only path that the source serves
  std::string token{};  ///< what the client must send as `Authorization: Bearer TOKEN`; empty if it needs none

  /// Without a token, the request must call this server by an IP address or `localhost`. So no web page gets in
  /// through a browser on this machine, even if its host name resolves to this address. Throws HttpError (401, 404,
  /// 405, 421).
  void check(const ServerRequest& request) const;
};

}  // namespace herald::http_source
