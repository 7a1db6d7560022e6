// SPDX-License-Identifier: Apache-2.0
#include "http/address_connector.h"

#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>

#include <vector>

#include "herald/socket_guard.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

/// A socket that no program inherits which a plugin starts. Poco itself opens one without SOCK_CLOEXEC.
class PrivateSocket final : public StreamSocket {
 public:
  explicit PrivateSocket(int family)
      : StreamSocket(new Poco::Net::StreamSocketImpl(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))) {}
};

StreamSocket connectOne(const SocketAddress& address, const Limit& limit) {
  PrivateSocket socket(address.af());
  const SocketGuard guard(socket.impl()->sockfd(), limit.stop, limit.deadline);
  socket.connect(address);
  socket.setNoDelay(true);
  return socket;
}

}  // namespace

StreamSocket AddressConnector::connect(const std::string& host, std::uint16_t port, const Limit& limit) {
  const std::vector<SocketAddress> addresses = resolver_.resolve(host, port, limit);
  for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
    const auto share = (limit.deadline - Clock::now()) / static_cast<long>(addresses.size() - i);
    try {
      return connectOne(addresses[i], {Clock::now() + share, limit.stop});
    } catch (const Poco::Exception&) {
      if (limit.over()) throw;
    }
  }
  return connectOne(addresses.back(), limit);
}

}  // namespace herald::inline v1
