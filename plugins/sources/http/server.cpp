#include "server.h"

#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

#include "herald/socket_guard.h"

namespace herald::http_source {
namespace {

using namespace Poco::Net;

constexpr int kThreads = 16;
constexpr int kQueued = 64;
constexpr Millis kGrace = std::chrono::milliseconds(500);
constexpr auto kForEver = std::chrono::hours(24 * 365 * 10);

class Factory final : public TCPServerConnectionFactory {
 public:
  explicit Factory(Service& service) : service_(service) {}
  TCPServerConnection* createConnection(const StreamSocket& socket) override {
    return new Connection(socket, service_);
  }

 private:
  Service& service_;
};

TCPServerParams::Ptr makeParams() {
  TCPServerParams::Ptr params = new TCPServerParams;
  params->setMaxThreads(kThreads);
  params->setMaxQueued(kQueued);
  return params;
}

}  // namespace

struct Server::Impl {
  Impl(const ServerSocket& socket, Service& theService)
      : service(theService),
        watch(socket.impl()->sockfd(), {}, Clock::now() + kForEver),
        server(new Factory(theService), pool, socket, makeParams()) {}

  Service& service;
  const SocketGuard watch;  // keeps the thread that watches deadlines: each request would start one of its own
  Poco::ThreadPool pool{1, kThreads};
  TCPServer server;
};

Server::Server(const ServerSocket& socket, Service& service) : impl_(std::make_unique<Impl>(socket, service)) {
  service.crowded = [&server = impl_->server] { return server.queuedConnections() > 0; };
  impl_->server.start();
}

Server::~Server() {
  impl_->server.stop();
  if (!impl_->service.open.waitForNone(kGrace)) impl_->service.cut.request_stop();
  impl_->pool.joinAll();
}

}  // namespace herald::http_source
