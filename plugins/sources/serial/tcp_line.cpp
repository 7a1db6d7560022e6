#include "tcp_line.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <system_error>

namespace herald::serial {
namespace {

constexpr auto kToConnect = std::chrono::seconds(10);

}  // namespace

TcpLine::TcpLine(const std::string& host, std::uint16_t port, const StopSignal& stop)
    : name_("tcp://" + host + ":" + std::to_string(port)) {
  try {
    connect(host, port, stop);
    watchPeer();
  } catch (const Poco::Exception& trouble) {
    throw Failure(Outcome::Verdict::Retry, "no connection to " + name_ + ": " + trouble.displayText());
  }
}

int TcpLine::fd() const { return static_cast<int>(socket_.impl()->sockfd()); }

void TcpLine::connect(const std::string& host, std::uint16_t port, const StopSignal& stop) {
  socket_.connectNB(Poco::Net::SocketAddress(host, port));
  if (!stop.waitFor(fd(), POLLOUT, Clock::now() + kToConnect))
    throw Failure(Outcome::Verdict::Retry, "no connection to " + name_ + ": it does not answer");
  if (const int error = socket_.impl()->socketError(); error != 0)
    throw Failure(Outcome::Verdict::Retry, "no connection to " + name_ + ": " + std::generic_category().message(error));
  socket_.setBlocking(false);
}

void TcpLine::watchPeer() {
  socket_.setKeepAlive(true);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPIDLE, 30);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  socket_.setOption(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

std::size_t TcpLine::read(std::span<char> bytes) { return readSome(fd(), bytes, name_ + " has closed the connection"); }

void TcpLine::write(std::string_view bytes) {
  const ssize_t count = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count != static_cast<ssize_t>(bytes.size()))
    throw Failure(Outcome::Verdict::Retry, name_ + " takes nothing any more");
}

}  // namespace herald::serial
