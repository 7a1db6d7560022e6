// SPDX-License-Identifier: Apache-2.0
#include "http/tls_session.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <new>

namespace herald::inline v1 {
namespace {

int fdOf(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

bool mayRetry() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int writeSocket(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(fdOf(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (sent < 0 && mayRetry()) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int readSocket(BIO* bio, char* bytes, int most) {
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(fdOf(bio), bytes, static_cast<std::size_t>(most), 0);
  if (got < 0 && mayRetry()) BIO_set_retry_read(bio);
  if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(got);
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

const BIO_METHOD* socketMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_write(made, writeSocket);
    BIO_meth_set_read(made, readSocket);
    BIO_meth_set_ctrl(made, control);
    return made;
  }();
  return method;
}

}  // namespace

// Without the flag, OpenSSL takes the session of a connection that was not shut down for one that nobody may resume.
// Nothing is sent: the peer may read nothing.
void SslDeleter::operator()(SSL* ssl) const {
  SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(ssl);
}

void attachSocket(SSL* ssl, int fd) {
  BIO* bio = BIO_new(socketMethod());
  if (bio == nullptr) throw std::bad_alloc();
  // NOLINTNEXTLINE(performance-no-int-to-ptr): OpenSSL keeps a pointer for us, and never looks at it
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
}

}  // namespace herald::inline v1
