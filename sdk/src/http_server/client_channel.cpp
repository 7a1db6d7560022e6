// SPDX-License-Identifier: Apache-2.0
#include "http_server/client_channel.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>

namespace herald::inline v1 {
namespace {

class PlainChannel final : public ClientChannel {
 public:
  explicit PlainChannel(int fd) : fd_(fd) {}

  Result receive(char* bytes, std::size_t most) override { return resultOf(::recv(fd_, bytes, most, 0)); }
  Result send(std::string_view bytes) override {
    return resultOf(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  void endSending() override { ::shutdown(fd_, SHUT_WR); }

 private:
  static Result resultOf(ssize_t count) {
    if (count > 0) return {State::Moved, static_cast<std::size_t>(count)};
    const bool waits = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    return {waits ? State::Waits : State::Ended};
  }

  const int fd_;
};

/// Poco's TLS sockets that do not block return other values in each version, so this uses OpenSSL itself.
class TlsChannel final : public ClientChannel {
 public:
  TlsChannel(int fd, SSL_CTX* context) : fd_(fd), tls_(SSL_new(context), SSL_free) {
    if (!tls_ || SSL_set_fd(tls_.get(), fd) != 1) throw std::bad_alloc();
    SSL_set_accept_state(tls_.get());
    SSL_set_options(tls_.get(), SSL_OP_NO_RENEGOTIATION);
    SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }

  Result receive(char* bytes, std::size_t most) override {
    ERR_clear_error();
    return resultOf(SSL_read(tls_.get(), bytes, lengthOf(most)));
  }
  Result send(std::string_view bytes) override {
    ERR_clear_error();
    return resultOf(SSL_write(tls_.get(), bytes.data(), lengthOf(bytes.size())));
  }
  void endSending() override {
    ERR_clear_error();
    if (SSL_is_init_finished(tls_.get())) SSL_shutdown(tls_.get());
    ::shutdown(fd_, SHUT_WR);
  }

 private:
  static int lengthOf(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }
  Result resultOf(int count) {
    if (count > 0) return {State::Moved, static_cast<std::size_t>(count)};
    const int error = SSL_get_error(tls_.get(), count);
    return {error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? State::Waits : State::Ended};
  }

  const int fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

}  // namespace

std::unique_ptr<ClientChannel> makeChannel(int fd, SSL_CTX* tls) {
  if (tls != nullptr) return std::make_unique<TlsChannel>(fd, tls);
  return std::make_unique<PlainChannel>(fd);
}

}  // namespace herald::inline v1
