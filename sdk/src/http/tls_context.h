// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <string>

#include "herald/mutex.h"
#include "herald/outcome.h"
#include "herald/settings.h"
#include "http/tls_loading.h"
#include "http/tls_session.h"

namespace herald::inline v1 {

/// Begins the TLS sessions of one client (1.2 or newer). It makes the host name a part of OpenSSL's verification:
/// without the right name, no handshake succeeds. Any thread may call it.
///
/// It uses OpenSSL itself. Poco compares the host name only after the handshake, and its sockets that do not block
/// behave differently in each version.
class TlsContext {
 public:
  /// Reads the files that tls.ca, tls.certificate and tls.key name. Throws BadSettings.
  explicit TlsContext(const Settings& settings);

  /// A session for a handshake with `host`. It resumes the one that remember() has kept. Throws Poco's SSLException.
  TlsSession begin(const std::string& host) HERALD_EXCLUDES(mutex_);

  /// After a handshake that failed: throws Failure with Hold if the certificate of `host` was the reason.
  void checkCertificate(SSL* session, const std::string& host) const;

  /// True if the server asked for a client certificate and there is none. A server that requires one says so by an
  /// alert and closes the connection. The alert is lost if the request was on its way already. `session` may be null.
  static bool lacksCertificate(const SSL* session);

  /// Keeps the session of a connection to `host`, so that the next one needs no full handshake. Call it after the first
  /// answer: TLS 1.3 sends the session no earlier.
  void remember(SSL* session, const std::string& host) HERALD_EXCLUDES(mutex_);

 private:
  using Context = std::unique_ptr<SSL_CTX, OpenSslDeleter<SSL_CTX_free>>;

  Context makeContext() HERALD_REQUIRES(mutex_);

  const bool verify_;
  const Authorities authorities_;  ///< null if they are the system's
  const TlsIdentity identity_;     ///< the client certificate and its key; null if there is none
  Mutex mutex_{};
  Context context_ HERALD_GUARDED_BY(mutex_){};                           ///< null until the first session
  std::map<std::string, TlsTicket> tickets_ HERALD_GUARDED_BY(mutex_){};  ///< by host
};

}  // namespace herald::inline v1
