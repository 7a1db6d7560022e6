// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "herald/tls.h"

namespace herald::email {

struct SslDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsSession = std::unique_ptr<SSL, SslDeleter>;

/// Starts TLS (1.2 or newer) on connected sockets. The host name is a part of the verification: without the right name,
/// no handshake succeeds. For one thread at a time.
class TlsClient {
 public:
  TlsClient() = default;
  explicit TlsClient(TlsSettings settings) : settings_(std::move(settings)) {}

  /// Does the handshake with `host` on the socket `fd`, which stays the caller's. Blocks until the handshake is over or
  /// the socket is shut down. Throws Failure with Hold if the certificate is wrong, or if the peer speaks no TLS;
  /// otherwise ConnectionLost.
  TlsSession start(int fd, const std::string& host);

  /// True if the server asked for a client certificate and there is none. A server that requires one says so by an
  /// alert and closes the connection. The alert is lost if something was on its way to the server already.
  static bool lacksCertificate(const SSL& session) { return SSL_get_app_data(&session) != nullptr; }

 private:
  SSL_CTX& context();

  TlsSettings settings_{};
  std::unique_ptr<SSL_CTX, SslDeleter> context_{};  ///< made for the first connection: it reads files
};

}  // namespace herald::email
