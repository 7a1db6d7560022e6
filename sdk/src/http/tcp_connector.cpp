// SPDX-License-Identifier: Apache-2.0
#include "herald/tcp_connector.h"

#include <Poco/Exception.h>
#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "http/address_connector.h"

namespace herald::inline v1 {

class TcpConnector::Implementation : public AddressConnector {};

TcpConnector::TcpConnector() : implementation_(std::make_unique<Implementation>()) {}
TcpConnector::~TcpConnector() = default;

FileDescriptor TcpConnector::connect(const std::string& host, std::uint16_t port, std::stop_token stop,
                                     Clock::time_point deadline) {
  const auto peer = host + ":" + std::to_string(port);
  const Limit limit{deadline, std::move(stop)};
  try {
    const auto socket = implementation_->connect(host, port, limit);
    FileDescriptor own(::fcntl(socket.impl()->sockfd(), F_DUPFD_CLOEXEC, 0));
    if (own.get() < 0) throw std::system_error(errno, std::generic_category(), "cannot keep a connection to " + peer);
    if (limit.over()) throw Poco::TimeoutException();  // the guard may have shut it down already
    return own;
  } catch (const Poco::Exception& error) {
    if (!limit.over()) throw Failure(Outcome::Verdict::Retry, "cannot connect to " + peer + ": " + error.displayText());
  }
  throw Failure(Outcome::Verdict::Retry, limit.stop.stop_requested()
                                             ? "gave up connecting to " + peer + ": Herald is stopping"
                                             : "cannot connect to " + peer + ": it does not answer in time");
}

}  // namespace herald::inline v1
