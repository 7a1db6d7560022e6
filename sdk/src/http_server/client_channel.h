// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "herald/file_descriptor.h"

namespace herald::inline v1 {

/// The bytes between a server and one client. No call waits. For one thread, which blocks SIGPIPE.
class ClientChannel {
 public:
  enum class State { Moved, Waits, Ended };  ///< Waits: call again when the socket is ready
  struct Result {
    State state = State::Ended;
    std::size_t count = 0;  ///< bytes, if some moved
  };

  virtual ~ClientChannel() = default;
  virtual Result receive(char* bytes, std::size_t most) = 0;  ///< Ended after the client's last byte
  virtual Result send(std::string_view bytes) = 0;            ///< Ended if the connection is broken
  virtual void endSending() = 0;                              ///< tells the client that nothing follows
};

/// A channel over a socket that does not block. It speaks TLS if there is a context. The caller closes the socket
/// afterwards. Throws std::bad_alloc.
std::unique_ptr<ClientChannel> makeChannel(int fd, SSL_CTX* tls);

}  // namespace herald::inline v1
