#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/http.h"

namespace herald::inline v1 {

/// One connection to an HTTP server, plain or TLS, used by one thread at a time.
///
/// Poco writes the requests and parses the heads of the answers; where an answer ends is found here (RFC 9112 §6, §7),
/// since Poco takes a truncated or malformed one for a short one and leaves the trailer of a chunked one to the next
/// answer. It never connects again by itself, as Poco's session does.
class Connection : public Poco::Net::HTTPClientSession {
 public:
  explicit Connection(const Poco::Net::StreamSocket& socket);
  ~Connection() override;

  /// Sends one request and reads its answer. Blocks until its socket is shut down. Throws Poco's exceptions of the
  /// network, and Failure where the answer is not whole; nothing but destruction may follow then.
  HttpResponse exchange(Poco::Net::HTTPRequest& request, std::string_view body);

  /// Did a byte of the last exchange's answer arrive?
  bool answered() const { return answered_; }

  /// True if the answer was read to its very end and the server keeps the connection.
  bool reusable() const { return reusable_; }

  /// True if nothing arrived since the last answer, neither bytes nor the end of the connection.
  bool quiet();

  int exchanges() const { return exchanges_; }

 protected:
  int write(const char* buffer, std::streamsize length) override;

 private:
  void sendAll(Poco::Net::HTTPRequest& request, std::string_view body);
  void readHead();
  void readBody(const std::string& method, std::string& body);
  void readChunked(std::string& body);
  void readUntilClosed(std::string& body);
  bool readPiece(std::uint64_t length, std::string& body);
  std::string readLine(std::size_t limit);
  int readByte();
  std::size_t readSome(char* to, std::size_t size);

  std::array<char, 8 * 1024> buffer_{};
  std::size_t begin_ = 0;  ///< what arrived and was not read yet lies in buffer_ from here
  std::size_t end_ = 0;
  Poco::Net::HTTPResponse head_{};
  int status_ = 0;
  bool answered_ = false;
  bool reusable_ = false;
  std::size_t bodySize_ = 0;
  int exchanges_ = 0;
};

}  // namespace herald::inline v1
