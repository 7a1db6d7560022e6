// SPDX-License-Identifier: Apache-2.0
#include "tcp_stream.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

#include "herald/tcp_connector.h"

namespace herald::serial {
namespace {

constexpr auto kConnectTime = std::chrono::seconds(10);

FileDescriptor connected(const std::string& host, std::uint16_t port, std::stop_token stop) {
  return TcpConnector().connect(host, port, std::move(stop), Clock::now() + kConnectTime);
}

}  // namespace

TcpStream::TcpStream(const std::string& host, std::uint16_t port, std::stop_token stop)
    : name_("tcp://" + host + ":" + std::to_string(port)), socket_(connected(host, port, std::move(stop))) {
  ::fcntl(fd(), F_SETFL, ::fcntl(fd(), F_GETFL) | O_NONBLOCK);
  watchPeer();
}

void TcpStream::watchPeer() const {
  const auto set = [this](int level, int option, int value) {
    ::setsockopt(fd(), level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 30);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

std::size_t TcpStream::read(std::span<char> bytes) {
  return readSome(fd(), bytes, name_ + " has closed the connection");
}

void TcpStream::write(std::string_view bytes) {
  const ssize_t count = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count != static_cast<ssize_t>(bytes.size()))
    throw Failure(Outcome::Verdict::Retry, "cannot write to " + name_ + ": it no longer accepts data");
}

}  // namespace herald::serial
