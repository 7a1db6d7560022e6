// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/tls_session.h"

namespace herald::inline v1 {

/// The bytes between a client and one server, plain or TLS. No call waits. Each throws Poco's network exceptions. One
/// thread at a time uses it. The caller owns the socket, which does not block and outlives the channel.
class Channel {
 public:
  /// What became of a call. If nothing has moved, call again when the socket has this event; none at the end of the
  /// connection.
  struct Step {
    std::size_t count = 0;       ///< bytes
    std::uint32_t waitsFor = 0;  ///< EPOLLIN or EPOLLOUT
  };

  /// `session` has made its handshake; null if the channel is plain.
  explicit Channel(int fd, TlsSession session = {});

  void startTls(TlsSession session);  ///< call handshake() next
  bool isTls() const { return session_ != nullptr; }

  Step handshake();  ///< it is over if it waits for nothing

  /// Sends a part of these bytes, and of those that follow them: both go out in one packet.
  Step send(std::string_view bytes, std::string_view following = {});
  Step receive(char* bytes, std::size_t most);

  /// True if receive() has something that is decrypted already, so epoll does not report it.
  bool hasMore() const { return session_ && SSL_pending(session_.get()) > 0; }

  /// True if nothing has arrived that was not received: no byte, and not the end of the connection.
  bool isQuiet() const;

  SSL* session() const { return session_.get(); }  ///< null without TLS
  TlsSession releaseSession();

 private:
  Step tlsStep(int result);

  int fd_;
  TlsSession session_{};
};

}  // namespace herald::inline v1
