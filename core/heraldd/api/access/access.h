// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "herald/http_server.h"
#include "heraldd/api/access/host_list.h"
#include "heraldd/api/access/sessions.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Decides which requests from browsers Herald answers. Every thread may call it.
///
/// - It must call Herald by a name of the list: otherwise 421.
/// - A change needs the header `Herald-Change: 1`: otherwise 403. No form can send it, and a script of another page has
///   to ask Herald first, which allows nobody. SameSite=Strict is a second lock on the same door. A third one is
///   `Origin`: if a browser sends it, it has to be a name of the list, too.
/// - The cookie of a session says who it is.
class Access {
 public:
  static constexpr auto kCookie = "herald";
  static constexpr auto kChangeHeader = "Herald-Change";

  /// `sessions` outlives it. `isTls` says whether browsers come over TLS.
  Access(HostList hosts, Sessions& sessions, bool isTls)
      : hosts_(std::move(hosts)), sessions_(sessions), isTls_(isTls) {}

  /// Throws ApiProblem if the request does not call Herald by a name of the list.
  void checkHost(const ServerRequest& request) const;

  /// Who asks: somebody with a session, or a stranger. Throws ApiProblem if Herald does not answer such a request.
  /// `isUse`: see Sessions::idOf.
  ApiCaller callerOf(const ServerRequest& request, bool isUse = true) const;

  /// A browser whose request Home Assistant has let through. It calls Home Assistant by any name, so only the header of
  /// a change is checked. Throws ApiProblem.
  static ApiCaller callerThroughIngress(const ServerRequest& request);

  /// The address of the client, without its port.
  static std::string clientOf(const ServerRequest& request);

  /// The value of Set-Cookie for a new session at this path, such as "/herald/"; for an empty token, the end of one. A
  /// path that is none counts as "/".
  std::string cookieFor(const std::string& token, const ServerRequest& request, const std::string& path) const;

 private:
  bool isKnownOrigin(const ServerRequest& request) const;

  const HostList hosts_;
  Sessions& sessions_;
  const bool isTls_;
};

}  // namespace herald::core
