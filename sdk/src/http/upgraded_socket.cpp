// SPDX-License-Identifier: Apache-2.0
#include "http/upgraded_socket.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "http/channel.h"

namespace herald::inline v1 {
namespace {

/// A socket with a TLS session that has made its handshake. One thread at a time uses it.
class TlsSocket final : public Poco::Net::StreamSocketImpl {
 public:
  TlsSocket(int fd, TlsSession session) : StreamSocketImpl(fd), channel_(fd, std::move(session)) {}

  using StreamSocketImpl::receiveBytes;
  using StreamSocketImpl::sendBytes;
  int sendBytes(const void* bytes, int length, int) override {
    needOpen();
    std::string_view rest(static_cast<const char*>(bytes), static_cast<std::size_t>(length));
    while (!rest.empty()) rest.remove_prefix(moved(channel_.send(rest)));
    return length;
  }
  int receiveBytes(void* bytes, int most, int) override {
    needOpen();
    return static_cast<int>(moved(channel_.receive(static_cast<char*>(bytes), static_cast<std::size_t>(most))));
  }
  int available() override { return SSL_pending(channel_.session()); }
  bool secure() const override { return true; }

 private:
  /// Another socket may have the number of one that was closed.
  void needOpen() const {
    if (sockfd() == POCO_INVALID_SOCKET) throw Poco::Net::InvalidSocketException();
  }

  /// The socket blocks, so it waits for nothing unless it has a time limit.
  static std::size_t moved(const Channel::Step& step) {
    if (step.waitsFor != 0) throw Poco::TimeoutException();
    return step.count;
  }

  Channel channel_;
};

class AdoptedSocket final : public Poco::Net::StreamSocket {
 public:
  explicit AdoptedSocket(Poco::Net::StreamSocketImpl* adopted) : StreamSocket(adopted) {}
};

}  // namespace

Poco::Net::StreamSocket upgradedSocket(std::unique_ptr<Connection> connection) {
  TlsSession session = connection->releaseTls();
  const FileDescriptor released = connection->releaseSocket()->release();
  const int flags = ::fcntl(released.get(), F_GETFL);
  ::fcntl(released.get(), F_SETFL, flags & ~O_NONBLOCK);
  const int fd = ::fcntl(released.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot keep a connection");
  if (session) return AdoptedSocket(new TlsSocket(fd, std::move(session)));
  return AdoptedSocket(new Poco::Net::StreamSocketImpl(fd));
}

}  // namespace herald::inline v1
