// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "http/tls_loading.h"

namespace herald::inline v1 {

/// The state of one TLS connection.
struct SslDeleter {
  void operator()(SSL* ssl) const;
};
using TlsSession = std::unique_ptr<SSL, SslDeleter>;
using TlsTicket = std::unique_ptr<SSL_SESSION, OpenSslDeleter<SSL_SESSION_free>>;

/// Has it read from and write to a socket. Unlike the way of OpenSSL, a write to a closed connection raises no SIGPIPE.
/// Throws std::bad_alloc.
void attachSocket(SSL* ssl, int fd);

}  // namespace herald::inline v1
