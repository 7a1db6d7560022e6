#pragma once

#include <Poco/Net/HTTPRequest.h>

#include <string>

namespace herald::http_source {

/// Who may come in.
struct Gate {
  std::string path{};   ///< the only one that there is
  std::string token{};  ///< if it is not empty, needed as `Authorization: Bearer TOKEN`

  /// Looks at a request's head alone. Without a token the request has to call this server by an address or `localhost`,
  /// so that no page of the web that gives itself this address gets in through somebody's browser. Throws Refusal (401,
  /// 404, 405, 421).
  void check(const Poco::Net::HTTPRequest& request) const;
};

}  // namespace herald::http_source
