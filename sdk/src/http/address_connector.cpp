// SPDX-License-Identifier: Apache-2.0
#include "http/address_connector.h"

#include <Poco/Exception.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "http/banned_address.h"
#include "http/network_error.h"

namespace herald::inline v1 {

using Poco::Net::SocketAddress;

AddressConnector::AddressConnector(std::shared_ptr<HttpEngine> engine)
    : engine_(engine), resolver_(std::move(engine)) {}

Task<EngineSocket> AddressConnector::connect(const std::string& host, std::uint16_t port, const Limit& limit) {
  checkBan(host, limit.bansLinkLocal);
  const std::vector<SocketAddress> found = co_await resolver_.resolve(host, port, limit);
  const std::vector<SocketAddress> addresses = withoutBanned(host, found, limit.bansLinkLocal);
  for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
    const auto share = (limit.deadline - Clock::now()) / static_cast<long>(addresses.size() - i);
    const Limit part = limit.until(Clock::now() + share);
    try {
      co_return co_await connectOne(addresses[i], part);
    } catch (const Poco::Exception&) {
      if (limit.over()) throw;
    }
  }
  co_return co_await connectOne(addresses.back(), limit);
}

Task<EngineSocket> AddressConnector::connectOne(const SocketAddress& address, const Limit& limit) {
  FileDescriptor socket(::socket(address.af(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) throwNetworkError(errno);
  const bool isConnected = ::connect(socket.get(), address.addr(), address.length()) == 0;
  if (!isConnected && errno != EINPROGRESS) throwNetworkError(errno);
  auto place = std::make_unique<EnginePlace>(engine_, std::move(socket));
  if (!isConnected) {
    const bool isReady = co_await place->until(EPOLLOUT, limit);
    if (!isReady) throwOver();
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(place->fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) throwNetworkError(error);
  }
  const int yes = 1;
  ::setsockopt(place->fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  co_return place;
}

}  // namespace herald::inline v1
