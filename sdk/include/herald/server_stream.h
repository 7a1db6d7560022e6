// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "herald/export.h"

namespace herald::inline v1 {

/// The body of an answer that goes on for as long as there is something to say, such as server-sent events. A service
/// puts it into ServerAnswer::stream, keeps a pointer to it, and writes at any time. The server sends what is written,
/// and lets go of the stream when the client has gone: then a derived class can end what it began for this client.
///
/// What the client has not read yet waits in memory, up to a bound. A write never waits for a client: if there is no
/// room, the piece is left out as a whole, and the writer is told. If a client reads nothing of what waits for
/// HttpServerLimits::timeout, the server closes its connection.
///
/// Every thread may call it. The server may destroy it in the thread that serves all connections, so the destructor
/// of a derived class must not wait.
class HERALD_API ServerStream {
 public:
  enum class Result : std::uint8_t {
    Taken,
    Full,  ///< the client is slow: nothing of the piece goes out
    Ended  ///< the client has gone, or end() was called: there is no use in another write
  };

  static constexpr std::size_t kMostWaiting = std::size_t{64} << 10;

  /// `mostWaiting` is in bytes. The server sends `keepAlive` after each HttpServerLimits::timeout without a write. So
  /// proxies keep the connection, and the server notices a client that vanished. Empty: it sends nothing.
  explicit ServerStream(std::string keepAlive = {}, std::size_t mostWaiting = kMostWaiting);
  virtual ~ServerStream();
  ServerStream(const ServerStream&) = delete;
  ServerStream& operator=(const ServerStream&) = delete;

  Result write(std::string_view piece);
  void end();  ///< the answer is complete when what waits is sent

  struct Impl;
  Impl& impl() { return *impl_; }  ///< for the server

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::inline v1
