// SPDX-License-Identifier: Apache-2.0
#include "tcp_stream.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <system_error>

namespace herald::serial {
namespace {

constexpr auto kConnectTime = std::chrono::seconds(10);

}  // namespace

TcpStream::TcpStream(const std::string& host, std::uint16_t port, const StopSignal& stop)
    : name_("tcp://" + host + ":" + std::to_string(port)) {
  try {
    connect(host, port, stop);
    watchPeer();
  } catch (const Poco::Exception& error) {
    throw Failure(Outcome::Verdict::Retry, "cannot connect to " + name_ + ": " + error.displayText());
  }
}

int TcpStream::fd() const { return static_cast<int>(socket_.impl()->sockfd()); }

void TcpStream::connect(const std::string& host, std::uint16_t port, const StopSignal& stop) {
  socket_.connectNB(Poco::Net::SocketAddress(host, port));
  ::fcntl(fd(), F_SETFD, FD_CLOEXEC);
  if (!stop.waitFor(fd(), POLLOUT, Clock::now() + kConnectTime))
    throw Failure(Outcome::Verdict::Retry,
                  "cannot connect to " + name_ + ": it does not answer; check `device` and the network");
  if (const int error = socket_.impl()->socketError(); error != 0)
    throw Failure(Outcome::Verdict::Retry,
                  "cannot connect to " + name_ + ": " + std::generic_category().message(error));
  socket_.setBlocking(false);
}

void TcpStream::watchPeer() {
  socket_.setKeepAlive(true);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPIDLE, 30);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPCNT, 3);
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
