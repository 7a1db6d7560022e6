// SPDX-License-Identifier: Apache-2.0
#include "http/channel.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "http/network_error.h"

namespace herald::inline v1 {
namespace {

int tlsLength(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

ssize_t sendBoth(int fd, std::string_view bytes, std::string_view following) {
  std::array<iovec, 2> parts{iovec{.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()},
                             iovec{.iov_base = const_cast<char*>(following.data()), .iov_len = following.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

using Record = std::array<char, SSL3_RT_MAX_PLAIN_LENGTH>;

/// The bytes and those that follow, as many as a record of TLS has.
std::string_view join(std::string_view bytes, std::string_view following, Record& record) {
  if (bytes.empty()) return following;
  if (following.empty()) return bytes;
  const std::size_t first = bytes.copy(record.data(), record.size());
  return {record.data(), first + following.copy(record.data() + first, record.size() - first)};
}

Channel::Step plainStep(ssize_t result, std::uint32_t event) {
  if (result >= 0) return {.count = static_cast<std::size_t>(result)};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {.waitsFor = event};
  throwNetworkError(errno);
}

}  // namespace

Channel::Channel(int fd, TlsSession session) : fd_(fd), session_(std::move(session)) {
  if (session_) attachSocket(session_.get(), fd_);
}

void Channel::startTls(TlsSession session) {
  session_ = std::move(session);
  attachSocket(session_.get(), fd_);
  SSL_set_connect_state(session_.get());
  // Hundreds of connections wait for their answers. Meanwhile, buffers for a record would take 34 KB in each.
  SSL_set_mode(session_.get(),
               SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}

Channel::Step Channel::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  if (result == 1) return {};
  const Step step = tlsStep(result);
  if (step.waitsFor == 0) throwTlsError();  // the server has closed the connection
  return step;
}

// The same record again after a wait, as OpenSSL needs it: what was not sent has not changed.
Channel::Step Channel::send(std::string_view bytes, std::string_view following) {
  if (!session_) return plainStep(sendBoth(fd_, bytes, following), EPOLLOUT);
  Record record;
  const std::string_view joined = join(bytes, following, record);
  ERR_clear_error();
  const Step step = tlsStep(SSL_write(session_.get(), joined.data(), tlsLength(joined.size())));
  if (step.count == 0 && step.waitsFor == 0) throwNetworkError(EPIPE);
  return step;
}

Channel::Step Channel::receive(char* bytes, std::size_t most) {
  if (!session_) return plainStep(::recv(fd_, bytes, most, 0), EPOLLIN);
  ERR_clear_error();
  return tlsStep(SSL_read(session_.get(), bytes, tlsLength(most)));
}

Channel::Step Channel::tlsStep(int result) {
  if (result > 0) return {.count = static_cast<std::size_t>(result)};
  const int error = errno;
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.waitsFor = EPOLLIN};
    case SSL_ERROR_WANT_WRITE: return {.waitsFor = EPOLLOUT};
    case SSL_ERROR_ZERO_RETURN: return {};
    case SSL_ERROR_SYSCALL:
      if (error != 0 && ERR_peek_error() == 0) throwNetworkError(error);
      throwTlsError();
    default: throwTlsError();
  }
}

bool Channel::isQuiet() const {
  if (session_ && SSL_has_pending(session_.get()) == 1) return false;
  pollfd state{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) == 0;
}

TlsSession Channel::releaseSession() { return std::move(session_); }

}  // namespace herald::inline v1
