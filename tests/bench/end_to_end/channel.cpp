// SPDX-License-Identifier: Apache-2.0
#include "bench/end_to_end/channel.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace herald::bench {

namespace {

constexpr long kWouldBlock = -1;
constexpr long kEnd = 0;

}  // namespace

TlsContext serverContext(const std::string& certificate, const std::string& key) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("cannot use the certificate " + certificate + " with the key " + key);
  return context;
}

TlsContext clientContext() { return {SSL_CTX_new(TLS_client_method()), &SSL_CTX_free}; }

Channel::Channel(int fd, SSL_CTX* context, Side side) : fd_(fd), tls_(context ? SSL_new(context) : nullptr, &SSL_free) {
  const int on = 1;
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!tls_) return;
  SSL_set_fd(tls_.get(), fd);
  SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  side == Side::Server ? SSL_set_accept_state(tls_.get()) : SSL_set_connect_state(tls_.get());
}

Channel::~Channel() { ::close(fd_); }

bool Channel::read(std::string& in) {
  char bytes[1 << 15];
  for (;;) {
    const long got = receive(bytes, sizeof bytes);
    if (got == kEnd) return false;
    if (got == kWouldBlock) return true;
    in.append(bytes, static_cast<std::size_t>(got));
    // epoll tells of the rest of the socket, but not of what OpenSSL has read already.
    if (!tls_ && static_cast<std::size_t>(got) < sizeof bytes) return true;
  }
}

bool Channel::write(std::string_view text) {
  if (!out_.empty()) {
    out_ += text;
    text = out_;
  }
  std::size_t done = 0;
  while (done < text.size()) {
    const long sent = send(text.substr(done));
    if (sent == kEnd) return false;
    if (sent == kWouldBlock) break;
    done += static_cast<std::size_t>(sent);
  }
  out_ = std::string(text.substr(done));
  return true;
}

long Channel::receive(char* bytes, std::size_t size) {
  if (tls_) {
    const int got = SSL_read(tls_.get(), bytes, static_cast<int>(size));
    if (got > 0) return got;
    const int error = SSL_get_error(tls_.get(), got);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? kWouldBlock : kEnd;
  }
  const auto got = ::recv(fd_, bytes, size, 0);
  return got >= 0 ? got : errno == EAGAIN || errno == EINTR ? kWouldBlock : kEnd;
}

long Channel::send(std::string_view text) {
  if (tls_) {
    const int sent = SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()));
    if (sent > 0) return sent;
    const int error = SSL_get_error(tls_.get(), sent);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? kWouldBlock : kEnd;
  }
  const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
  return sent > 0 ? sent : errno == EAGAIN || errno == EINTR || errno == ENOTCONN ? kWouldBlock : kEnd;
}

}  // namespace herald::bench
