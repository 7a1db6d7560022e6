// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/StreamSocket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/http.h"
#include "http/answer_head.h"

namespace herald::inline v1 {

/// A connection to an HTTP server, plain or TLS. One thread at a time may use it.
///
/// Poco writes the requests. This class reads the answers and finds their end (RFC 9112 §6, §7): Poco takes a truncated
/// or malformed answer for a short one. It also takes the trailer of a chunked answer for the next answer. Unlike
/// Poco's session, this class never reconnects.
class Connection : public Poco::Net::HTTPClientSession {
 public:
  explicit Connection(const Poco::Net::StreamSocket& socket);
  ~Connection() override;

  /// Sends a request and reads the answer. It keeps at most `mostAnswer` bytes of its body. Blocks without limit, so
  /// guard the socket. Throws Poco's network exceptions, and Failure if the answer is not complete. Then destroy the
  /// connection; takeAnswer() has the part that arrived.
  HttpResponse exchange(Poco::Net::HTTPRequest& request, std::string_view body,
                        std::size_t mostAnswer = HttpRequest{}.mostAnswer);

  /// What exchange() has read of the last answer. Its status is 0 if not even the line with the status arrived.
  HttpResponse takeAnswer();

  /// True if at least one byte of the last answer arrived.
  bool answered() const { return answered_; }

  /// True if the last answer was nothing, or began as an alert of TLS does.
  bool maySpeakTls() const { return !answered_ || first_ == kTlsAlert; }

  /// True if the answer was read to its end and the server keeps the connection.
  bool reusable() const { return reusable_; }

  /// True if nothing arrived since the last answer: no byte, and not the end of the connection.
  bool quiet();

  int exchanges() const { return exchanges_; }

 protected:
  int write(const char* buffer, std::streamsize length) override;

 private:
  void sendAll(Poco::Net::HTTPRequest& request, std::string_view body);
  void readHead();
  void readBody(const std::string& method);
  void readChunked();
  void readUntilClosed();
  bool readPiece(std::uint64_t length);
  void keep(const char* bytes, std::size_t count);
  std::string readLine(std::size_t limit, const char* tooLong = "line too long");
  int readByte();
  std::size_t readSome(char* to, std::size_t size);

  static constexpr int kTlsAlert = 0x15;  ///< the first byte of its record (RFC 8446 §5.1)

  std::array<char, 8 * 1024> buffer_{};
  std::size_t begin_ = 0;  ///< the bytes between begin_ and end_ in buffer_ are not read yet
  std::size_t end_ = 0;
  AnswerHead head_{};
  std::string body_{};  ///< the first bytes of the body, at most mostKept_
  std::size_t mostKept_ = 0;
  bool answered_ = false;
  int first_ = 0;  ///< the first byte of the last answer
  bool reusable_ = false;
  std::size_t bodySize_ = 0;
  int exchanges_ = 0;
};

}  // namespace herald::inline v1
