// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace herald::bench {

/// Owns a context of OpenSSL.
using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

/// A context for a server with this certificate and this key, or for a client that trusts everyone. Throws
/// std::runtime_error.
TlsContext serverContext(const std::string& certificate, const std::string& key);
TlsContext clientContext();

/// One connection that never blocks, plain or with TLS. Use it from one thread. Owns the socket.
class Channel {
 public:
  enum class Side { Server, Client };

  /// `context` is null for a plain connection. It must outlive this object.
  Channel(int fd, SSL_CTX* context, Side side);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int fd() const { return fd_; }

  /// Appends to `in` what has arrived. Returns false if the peer has ended the connection.
  bool read(std::string& in);

  /// Puts `text` behind what is still to be sent, and sends as much as possible. Returns false if the peer is gone.
  bool write(std::string_view text);

  bool hasRest() const { return !out_.empty(); }  ///< something is still to be sent: write({}) when the socket is ready

 private:
  long receive(char* bytes, std::size_t size);
  long send(std::string_view text);

  int fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  std::string out_;
};

}  // namespace herald::bench
