// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/Session.h>
#include <Poco/Net/StreamSocket.h>

#include <functional>
#include <map>
#include <string>

#include "herald/mutex.h"
#include "herald/settings.h"
#include "http/tls_loading.h"

namespace herald::inline v1 {

/// Makes TLS connections (1.2 or newer) and verifies that the certificate is for the requested host. Any thread may
/// call it.
///
/// Poco compares the host name after the handshake, and not at all if the handshake takes longer than a time limit of
/// its own. So each host has a context here that makes the name a part of OpenSSL's verification: without the right
/// name, no handshake succeeds.
class TlsContexts {
 public:
  /// Reads the files that tls.ca, tls.certificate and tls.key name. Throws BadSettings.
  explicit TlsContexts(const Settings& settings);

  /// Makes the connected `plain` a verified TLS connection to `host`. Blocks until the handshake is over or the socket
  /// is shut down. Calls `asked` after it has sent its first message, unless the server has answered already; what that
  /// throws ends the handshake. Throws Failure with Hold if the certificate is wrong, otherwise a Poco exception.
  Poco::Net::SecureStreamSocket connect(
      Poco::Net::StreamSocket plain, const std::string& host, const std::function<void()>& asked = [] {})
      HERALD_EXCLUDES(mutex_);

  /// Keeps the session of a connection to `host`, so that the next one needs no full handshake. Call it after the first
  /// answer: TLS 1.3 sends the session no earlier.
  void remember(const std::string& host, Poco::Net::SecureStreamSocket socket) HERALD_EXCLUDES(mutex_);

 private:
  struct Host {
    Poco::Net::Context::Ptr context{};
    Poco::Net::Session::Ptr session{};
  };

  Host& entryFor(const std::string& host) HERALD_REQUIRES(mutex_);
  Poco::Net::Context::Ptr makeContext(const std::string& host) HERALD_REQUIRES(mutex_);

  const bool verify_;
  Mutex mutex_{};
  Authorities store_
      HERALD_GUARDED_BY(mutex_);  ///< the authorities for all hosts; the system's are loaded with the first host
  std::map<std::string, Host> hosts_ HERALD_GUARDED_BY(mutex_);
  const TlsIdentity identity_;  ///< the client certificate and its key; null if there is none
};

}  // namespace herald::inline v1
