// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/String.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../tls_client.h"
#include "test_certificate.h"

namespace herald::email {

/// A mail server that does what a test tells it, also what a real one cannot show on demand. It serves one connection
/// after the other.
class FakeMailServer {
 public:
  static constexpr const char* kHangUp = "(hang up)";  ///< alone, or behind a reply
  static constexpr const char* kSilence = "(silence)";

  struct Received {
    std::string from{};
    std::vector<std::string> to{};
    std::string data{};
  };

  /// With a certificate it offers STARTTLS, or speaks TLS from the start. The certificate outlives it.
  explicit FakeMailServer(const TestCertificate* certificate = nullptr, bool tlsAtOnce = false)
      : context_(certificate ? certificate->serverContext() : nullptr),
        tlsAtOnce_(tlsAtOnce),
        socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
        thread_([this] { run(); }) {}

  ~FakeMailServer() {
    ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR);
    {
      const std::lock_guard lock(mutex_);
      if (client_ >= 0) ::shutdown(client_, SHUT_RDWR);
    }
    thread_.join();
  }
  FakeMailServer(const FakeMailServer&) = delete;
  FakeMailServer& operator=(const FakeMailServer&) = delete;

  std::string port() const { return std::to_string(socket_.address().port()); }

  /// Answers the next `verb` with `reply`; GREETING, CONTENT (a mail's end) and ANSWER (to a challenge) are verbs too.
  void tell(const std::string& verb, const std::string& reply) {
    const std::lock_guard lock(mutex_);
    replies_[verb].push_back(reply);
  }

  /// Asks for a client certificate, and does not require one.
  void askForCertificate() { SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr); }

  /// The lines that clients sent, without the mails.
  std::vector<std::string> commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
  }
  std::vector<Received> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }
  int connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
  }

  /// Waits until the server is silent, as it was told.
  void waitForSilence() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return isSilent_; });
  }

 private:
  void run() {
    for (;;) {
      const int fd = ::accept4(socket_.impl()->sockfd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      {
        const std::lock_guard lock(mutex_);
        client_ = fd;
        ++connections_;
      }
      serve(fd);
      tls_.reset();
      const std::lock_guard lock(mutex_);
      client_ = -1;
      ::close(fd);
    }
  }

  void serve(int fd) {
    buffer_.clear();
    current_ = {};
    if (tlsAtOnce_ && !startTls(fd)) return;
    std::string verb = "GREETING", line;
    for (;;) {
      const std::string reply = answer(verb);
      if (!say(fd, reply)) return;
      if (verb == "STARTTLS" && reply.starts_with("2") && !startTls(fd)) return;
      if (!readLine(fd, line)) return;
      if (verb == "DATA" && reply.starts_with("3")) {
        if (!readMail(fd, line)) return;
        verb = "CONTENT";
        continue;
      }
      verb = reply.starts_with("334") ? "ANSWER" : line.substr(0, line.find_first_of(" :"));
      note(verb, line);
    }
  }

  void note(const std::string& verb, const std::string& line) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(line);
    const auto address = [&line] { return line.substr(line.find('<') + 1, line.find('>') - line.find('<') - 1); };
    if (verb == "MAIL") current_ = {.from = address()};
    if (verb == "RCPT") current_.to.push_back(address());
  }

  bool readMail(int fd, std::string& line) {
    while (line != ".") {
      current_.data += line.substr(line.starts_with('.') ? 1 : 0) + "\r\n";
      if (!readLine(fd, line)) return false;
    }
    const std::lock_guard lock(mutex_);
    mails_.push_back(current_);
    return true;
  }

  std::string answer(const std::string& verb) {
    const std::lock_guard lock(mutex_);
    if (auto& told = replies_[verb]; !told.empty()) {
      auto reply = told.front();
      told.pop_front();
      return reply;
    }
    if (verb == "GREETING") return "220 fake ESMTP";
    if (verb == "EHLO")
      return std::string("250-fake\r\n250-SIZE 1000000\r\n") + (context_ && !tls_ ? "250-STARTTLS\r\n" : "") +
             "250 AUTH PLAIN LOGIN CRAM-MD5";
    if (verb == "AUTH" || verb == "ANSWER") return "235 2.7.0 welcome";
    return verb == "DATA" ? "354 go on" : "250 2.0.0 ok";
  }

  bool say(int fd, std::string reply) {
    if (reply == kSilence) {
      const std::lock_guard lock(mutex_);
      isSilent_ = true;
      changed_.notify_all();
      return true;
    }
    const bool hangsUp = reply.ends_with(kHangUp);
    if (hangsUp) reply.resize(reply.size() - std::string(kHangUp).size());
    if (!reply.empty()) write(fd, reply + "\r\n");
    return !hangsUp;
  }

  void write(int fd, const std::string& text) {
    if (tls_)
      SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()));
    else
      ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
  }

  bool startTls(int fd) {
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), fd);
    buffer_.clear();
    return SSL_accept(tls_.get()) == 1;
  }

  bool readLine(int fd, std::string& line) {
    for (;;) {
      if (const auto end = buffer_.find('\n'); end != std::string::npos) {
        line = Poco::trimRight(buffer_.substr(0, end));
        buffer_.erase(0, end + 1);
        return true;
      }
      char bytes[4096];
      const auto count = tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes) : ::recv(fd, bytes, sizeof bytes, 0);
      if (count <= 0) return false;
      buffer_.append(bytes, static_cast<std::size_t>(count));
    }
  }

  const std::unique_ptr<SSL_CTX, SslDeleter> context_;
  const bool tlsAtOnce_;
  mutable std::mutex mutex_{};
  std::condition_variable changed_{};
  std::map<std::string, std::deque<std::string>> replies_{};
  std::vector<std::string> commands_{};
  std::vector<Received> mails_{};
  int connections_ = 0, client_ = -1;
  bool isSilent_ = false;
  TlsSession tls_{};
  std::string buffer_{};
  Received current_{};
  Poco::Net::ServerSocket socket_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace herald::email
