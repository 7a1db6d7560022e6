// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <string>
#include <string_view>

namespace herald::http_source {

/// A client that sends exactly the given bytes.
class RawClient {
 public:
  explicit RawClient(const Poco::Net::SocketAddress& address) : socket_(address) {
    socket_.setReceiveTimeout(Poco::Timespan(60, 0));
  }
  explicit RawClient(const Poco::Net::StreamSocket& socket) : socket_(socket) {}

  void send(std::string_view text) { socket_.sendBytes(text.data(), static_cast<int>(text.size())); }
  void hangUp() { socket_.shutdownSend(); }

  /// Reads one answer: its head, and as much of a body as the head announces. Less if the server hangs up.
  std::string answer() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return std::exchange(buffer_, {});
    }
    const auto head = buffer_.find("\r\n\r\n") + 4;
    const auto length = buffer_.find("Content-Length: ");
    const auto size = head + (length < head ? std::stoul(buffer_.substr(length + 16)) : 0);
    while (buffer_.size() < size && fill()) {
    }
    const auto whole = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return whole;
  }

  bool isClosed() { return buffer_.empty() && !fill(); }

 private:
  bool fill() {
    char bytes[4096];
    const int got = socket_.receiveBytes(bytes, sizeof bytes);
    if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  Poco::Net::StreamSocket socket_;
  std::string buffer_{};
};

/// A request with this body. `fields` are header lines, each with its CR LF.
inline std::string post(std::string_view body, std::string_view fields = "Content-Type: application/json\r\n",
                        std::string_view target = "/events") {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace herald::http_source
