// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "herald/http.h"
#include "http/answer_reader.h"
#include "http/channel.h"
#include "http/engine_place.h"
#include "http/limit.h"
#include "http/task.h"

namespace herald::inline v1 {

/// A connection to an HTTP server, plain or TLS. It never reconnects. One coroutine at a time uses it.
class Connection {
 public:
  explicit Connection(EngineSocket socket);

  /// Makes it a TLS connection. Call handshake() until it returns 0: otherwise it returns the event that it waits for.
  /// It throws Poco's network exceptions.
  void startTls(TlsSession session) { channel_.startTls(std::move(session)); }
  std::uint32_t handshake() { return channel_.handshake().waitsFor; }

  /// Waits for an event of the socket. False if the limit comes first.
  HttpEngine::Wait until(std::uint32_t events, const Limit& limit) { return socket_->until(events, limit); }

  /// Sends a request with this head and this body, and reads the answer. It keeps at most
  /// `mostAnswer` bytes of its body. Throws Poco's network exceptions, and Failure if the answer is not complete. Then
  /// destroy the connection; takeAnswer() has the part that arrived. The texts must stay valid until it has ended.
  Task<HttpResponse> exchange(std::string_view method, std::string_view head, std::string_view body,
                              std::size_t mostAnswer, const Limit& limit);

  static constexpr std::size_t kUsualAnswer = std::size_t{64} << 10;  ///< bytes

  /// What exchange() has read of the last answer. Its status is 0 if not even the line with the status arrived.
  HttpResponse takeAnswer() { return reader_.take(); }

  bool answered() const { return reader_.hasBegun(); }
  bool maySpeakTls() const { return reader_.maySpeakTls(); }

  /// True if the answer was read to its end and the server keeps the connection.
  bool reusable() const { return reusable_; }

  /// True if nothing arrived since the last answer: no byte, and not the end of the connection.
  bool quiet() const { return channel_.isQuiet(); }

  int exchanges() const { return exchanges_; }

  SSL* tlsSession() const { return channel_.session(); }  ///< null without TLS

  // What remains when the connection goes on to speak another protocol.
  EngineSocket releaseSocket() { return std::move(socket_); }
  TlsSession releaseTls() { return channel_.releaseSession(); }

 private:
  std::uint32_t readSome();

  EngineSocket socket_;
  Channel channel_;
  AnswerReader reader_{};
  bool reusable_ = false;
  int exchanges_ = 0;
};

}  // namespace herald::inline v1
