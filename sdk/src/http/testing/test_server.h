// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace herald::testing {

/// One connection to a TestServer, for its script.
class Peer {
 public:
  explicit Peer(const Poco::Net::StreamSocket& socket) : socket_(socket) {}

  /// After a failed handshake it waits until the client hangs up: closing with unread data would lose the alert.
  void startTls(const Poco::Net::Context::Ptr& context) {
    socket_ = Poco::Net::SecureStreamSocket::attach(socket_, context);
    try {
      Poco::Net::SecureStreamSocket(socket_).completeHandshake();
    } catch (const Poco::Exception&) {
      char bytes[4096];
      while (::recv(socket_.impl()->sockfd(), bytes, sizeof bytes, 0) > 0) {
      }
      throw;
    }
  }

  /// The next request, with head and body as sent; nothing if the client hung up.
  std::optional<std::string> request() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return std::nullopt;
    }
    const std::size_t headEnd = buffer_.find("\r\n\r\n") + 4;
    const std::size_t size = headEnd + contentLength(buffer_.substr(0, headEnd));
    while (buffer_.size() < size) {
      if (!fill()) return std::nullopt;
    }
    std::string result = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return result;
  }

  void send(std::string_view text) { socket_.sendBytes(text.data(), static_cast<int>(text.size())); }

  /// Answers every request with `answer` until the client hangs up.
  void answerAll(std::string_view answer) {
    while (request()) send(answer);
  }

  void waitForClose() {
    while (fill()) {
    }
  }

  /// Waits until the client has sent something. Leaves it unread.
  void waitForBytes() {
    char byte = 0;
    socket_.receiveBytes(&byte, 1, MSG_PEEK);
  }

  Poco::Net::StreamSocket& socket() { return socket_; }

 private:
  static std::size_t contentLength(const std::string& head) {
    const std::size_t at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  bool fill() {
    char bytes[4096];
    const int n = socket_.receiveBytes(bytes, sizeof bytes);
    if (n > 0) buffer_.append(bytes, static_cast<std::size_t>(n));
    return n > 0;
  }

  Poco::Net::StreamSocket socket_;
  std::string buffer_{};
};

/// A server on a free port of the loopback. It runs its script for each connection, in a thread of its own, and then
/// closes the connection. Its destructor ends every wait of a script.
class TestServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit TestServer(Script script)
      : script_(std::move(script)),
        socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
        acceptor_([this] { acceptAll(); }) {}

  ~TestServer() {
    ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const Poco::Net::StreamSocket& open : open_) ::shutdown(open.impl()->sockfd(), SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  int port() const { return socket_.address().port(); }
  int connections() const { return connections_; }

  std::string url(std::string_view path = "/", std::string_view scheme = "http",
                  std::string_view host = "127.0.0.1") const {
    return std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(port()) + std::string(path);
  }

 private:
  void acceptAll() {
    try {
      for (;;) {
        const Poco::Net::StreamSocket socket = socket_.acceptConnection();
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.push_back(socket);
        threads_.emplace_back([this, it = std::prev(open_.end())] { serve(it); });
      }
    } catch (const Poco::Exception&) {
      return;  // shut down
    }
  }

  void serve(std::list<Poco::Net::StreamSocket>::iterator it) {
    try {
      Peer peer(*it);
      script_(peer);
    } catch (const Poco::Exception&) {
      // the client hung up, as some tests want it
    }
    ::shutdown(it->impl()->sockfd(), SHUT_RDWR);
  }

  const Script script_;
  Poco::Net::ServerSocket socket_;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::list<Poco::Net::StreamSocket> open_;  // closed with the server, so that the system uses no number twice
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace herald::testing
