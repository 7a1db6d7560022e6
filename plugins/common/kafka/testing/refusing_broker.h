// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::kafka {

/// A broker that refuses every login: librdkafka's mock cluster knows none. It speaks as much of Kafka's protocol as a
/// client needs to learn that (https://kafka.apache.org/protocol): ApiVersions and SaslHandshake. One client at a time.
///
/// It may also cut off each login. And it cuts off each handshake of TLS, whose first bytes look like a huge request.
class RefusingBroker {
 public:
  enum class Login { Refused, CutOff };

  explicit RefusingBroker(Login login = Login::Refused)
      : login_(login), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 8) != 0 || ::getsockname(listener_, any, &size) != 0)
      throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RefusingBroker() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  RefusingBroker(const RefusingBroker&) = delete;
  RefusingBroker& operator=(const RefusingBroker&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  static constexpr int kSaslHandshake = 17, kApiVersions = 18;
  static constexpr int kUnsupportedMechanism = 33, kUnsupportedVersion = 35;
  static constexpr std::int64_t kLargest = 64 * 1024;

  void serve() const {
    for (int client; (client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      while (answer(client)) continue;
      ::close(client);
    }
  }

  /// Answers one request. Returns false if the client has gone, or shall go.
  bool answer(int client) const {
    const auto size = readFully(client, 4);
    if (size.empty()) return false;
    const auto bytes = numberIn(size, 0, 4);
    if (bytes > kLargest) return readRest(client);
    const auto request = readFully(client, static_cast<std::size_t>(bytes));
    if (request.size() < 8) return false;
    const auto kind = numberIn(request, 0, 2), version = numberIn(request, 2, 2);
    if (kind == kSaslHandshake && login_ == Login::CutOff) return false;
    std::string body = request.substr(4, 4);  // the number of the request
    if (kind == kApiVersions) body += versions(version > 0 ? kUnsupportedVersion : 0);
    if (kind == kSaslHandshake) body += number(kUnsupportedMechanism, 2) + number(1, 4) + number(6, 2) + "GSSAPI";
    const auto reply = number(static_cast<std::int64_t>(body.size()), 4) + body;
    return ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(reply.size());
  }

  static std::string versions(int error) {
    static constexpr std::array<std::array<int, 3>, 5> kKinds{
        {{0, 0, 7}, {3, 0, 4}, {kSaslHandshake, 0, 1}, {kApiVersions, 0, 0}, {36, 0, 0}}};
    auto text = number(error, 2) + number(kKinds.size(), 4);
    for (const auto& [kind, least, most] : kKinds) text += number(kind, 2) + number(least, 2) + number(most, 2);
    return text;
  }

  static std::string number(std::int64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
    return text;
  }

  static std::int64_t numberIn(const std::string& text, std::size_t at, std::size_t bytes) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value * 256 + static_cast<unsigned char>(text[at + i]);
    return value;
  }

  /// If something stayed unread, the client would not see an end, but a reset.
  static bool readRest(int client) {
    std::string rest(static_cast<std::size_t>(kLargest), '\0');
    ::recv(client, rest.data(), rest.size(), 0);
    return false;
  }

  static std::string readFully(int client, std::size_t size) {
    std::string text(size, '\0');
    return ::recv(client, text.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size) ? text : std::string();
  }

  const Login login_;
  int listener_;
  int port_ = 0;
  std::thread thread_{};
};

}  // namespace herald::kafka
