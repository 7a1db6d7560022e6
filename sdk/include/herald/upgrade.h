// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/StreamSocket.h>

#include <stop_token>
#include <string>

#include "herald/export.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// A new connection to an HTTP server, for a protocol that begins as HTTP and then switches (RFC 9110 §7.8), such as
/// WebSocket. The caller owns it. Guard every call that blocks on the socket with a SocketGuard.
struct Upgradable {
  Poco::Net::StreamSocket socket;
  Poco::Net::HTTPRequest
      request;  ///< GET with the URL's path and query, Host, User-Agent and, if configured, Authorization
};

/// Connects to the server of an http or https URL as HttpClient does: the values of httpOptions() in `settings` say
/// how. The caller sends `request`. Returns or throws soon after `deadline`, the option `timeout` or a request to
/// `stop`. Throws Failure: Hold if the URL, the proxy or a certificate looks wrong, otherwise Retry. Throws BadSettings
/// if an option names a file that cannot be read. Any thread may call it.
HERALD_API Upgradable openUpgradable(const Settings& settings, const std::string& url, Clock::time_point deadline,
                                     std::stop_token stop);

}  // namespace herald::inline v1
