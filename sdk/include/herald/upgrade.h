#pragma once

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/StreamSocket.h>

#include <stop_token>
#include <string>

#include "herald/export.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// A fresh connection to an HTTP server for a protocol that begins with a request to switch to it (RFC 9110 §7.8), such
/// as a WebSocket. It is the caller's: whoever blocks in it guards it with a SocketGuard.
struct Upgradable {
  Poco::Net::StreamSocket socket;
  Poco::Net::HTTPRequest request;  ///< GET with the URL's target, Host, User-Agent and, where configured, Authorization
};

/// Connects to the server of an http or https URL just as HttpClient does: name, proxy, TLS and limits as the values of
/// httpOptions() in `settings` say. Any thread may call it. Throws Failure at the latest soon after `deadline` or a
/// stop: with Hold if the certificate or the address is wrong, else with Retry; and BadSettings where a file cannot be
/// read.
HERALD_API Upgradable openUpgradable(const Settings& settings, const std::string& url, Clock::time_point deadline,
                                     std::stop_token stop);

}  // namespace herald::inline v1
