// SPDX-License-Identifier: Apache-2.0
#include "mail_socket.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace herald::email {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

void MailSocket::startTls(TlsClient& client, const std::string& host) {
  begin_ = end_ = 0;
  isSilent_ = true;
  tls_ = client.start(fd(), host);
}

std::string MailSocket::protocol() const { return tls_ ? SSL_get_version(tls_.get()) : "no TLS"; }

void MailSocket::send(std::string_view bytes) {
  while (!bytes.empty()) bytes.remove_prefix(sendSome(bytes.substr(0, kPiece)));
}

std::size_t MailSocket::sendSome(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    const int count = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (count > 0) return static_cast<std::size_t>(count);
  } else {
    ssize_t count = 0;
    do count = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count > 0) return static_cast<std::size_t>(count);
  }
  throwLost();
}

void MailSocket::fill() {
  ssize_t count = 0;
  if (tls_) {
    ERR_clear_error();
    count = SSL_read(tls_.get(), buffer_.data(), static_cast<int>(buffer_.size()));
  } else {
    do count = ::recv(fd(), buffer_.data(), buffer_.size(), 0);
    while (count < 0 && errno == EINTR);
  }
  if (count <= 0) throwLost();
  isSilent_ = false;
  begin_ = 0;
  end_ = static_cast<std::size_t>(count);
}

/// Many mail servers ask for a certificate that they do not require.
void MailSocket::throwLost() const {
  if (isSilent_ && tls_ && TlsClient::lacksCertificate(*tls_))
    throw ConnectionLost(
        "it asked for a client certificate, and ended the connection: if it requires one, set "
        "tls.certificate");
  throw ConnectionLost("it ended the connection");
}

std::string MailSocket::readLine() {
  std::string line;
  for (;;) {
    if (begin_ == end_) fill();
    const char* const from = buffer_.data() + begin_;
    const char* const all = buffer_.data() + end_;
    const char* const end = std::find(from, all, '\n');
    line.append(from, end);
    if (line.size() > kLongestLine) throw ConnectionLost("it sent a line without an end");
    begin_ = static_cast<std::size_t>(end - buffer_.data());
    if (begin_ == end_) continue;
    ++begin_;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }
}

bool MailSocket::isQuiet() const {
  if (begin_ < end_ || (tls_ && SSL_pending(tls_.get()) > 0)) return false;
  pollfd state{.fd = fd(), .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) == 0;
}

}  // namespace herald::email
