// SPDX-License-Identifier: Apache-2.0
#include "herald/tcp_connector.h"

#include <Poco/Exception.h>
#include <fcntl.h>

#include <utility>

#include "http/address_connector.h"
#include "http/owned_engine.h"
#include "http/wait_for.h"

namespace herald::inline v1 {

class TcpConnector::Implementation {
 public:
  EngineSocket connect(const std::string& host, std::uint16_t port, const Limit& limit) {
    return waitFor(*engine_.get(), connector_.connect(host, port, limit), limit);
  }

 private:
  OwnedEngine engine_{};
  AddressConnector connector_{engine_.get()};
};

TcpConnector::TcpConnector() : implementation_(std::make_unique<Implementation>()) {}
TcpConnector::~TcpConnector() = default;

FileDescriptor TcpConnector::connect(const std::string& host, std::uint16_t port, std::stop_token stop,
                                     Clock::time_point deadline) {
  const auto peer = host + ":" + std::to_string(port);
  const Limit limit{.deadline = deadline, .stop = std::move(stop)};
  try {
    FileDescriptor socket = implementation_->connect(host, port, limit)->release();
    if (limit.over()) throw Poco::TimeoutException();  // it came too late
    ::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
    return socket;
  } catch (const Poco::Exception& error) {
    if (!limit.over()) throw Failure(Outcome::Verdict::Retry, "cannot connect to " + peer + ": " + error.displayText());
  }
  throw Failure(Outcome::Verdict::Retry, limit.stop.stop_requested()
                                             ? "gave up connecting to " + peer + ": Herald is stopping"
                                             : "cannot connect to " + peer + ": it does not answer in time");
}

}  // namespace herald::inline v1
