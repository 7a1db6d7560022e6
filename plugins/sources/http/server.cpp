// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

#include "connection.h"
#include "herald/socket_guard.h"

namespace herald::http_source {
namespace {

using namespace Poco::Net;

constexpr int kThreads = 16;
constexpr int kQueued = 64;
constexpr Millis kGrace = std::chrono::milliseconds(500);
constexpr auto kNeverEnds = std::chrono::hours(24 * 365 * 10);

class Factory final : public TCPServerConnectionFactory {
 public:
  explicit Factory(ServerContext& context) : context_(context) {}
  TCPServerConnection* createConnection(const StreamSocket& socket) override {
    return new Connection(socket, context_);
  }

 private:
  ServerContext& context_;
};

TCPServerParams::Ptr makeParams() {
  TCPServerParams::Ptr params = new TCPServerParams;
  params->setMaxThreads(kThreads);
  params->setMaxQueued(kQueued);
  return params;
}

}  // namespace

struct Server::Impl {
  Impl(const ServerSocket& socket, ServerContext& theContext)
      : context(theContext),
        watch(socket.impl()->sockfd(), {}, Clock::now() + kNeverEnds),
        server(new Factory(theContext), pool, socket, makeParams()) {}

  ServerContext& context;
  const SocketGuard watch;  // keeps the thread that watches deadlines; otherwise each request would start one
  Poco::ThreadPool pool{1, kThreads};
  TCPServer server;
};

Server::Server(const ServerSocket& socket, ServerContext& context) : impl_(std::make_unique<Impl>(socket, context)) {
  context.isCrowded = [&server = impl_->server] { return server.queuedConnections() > 0; };
  impl_->server.start();
}

Server::~Server() {
  impl_->server.stop();
  if (!impl_->context.open.waitForNone(kGrace)) impl_->context.abort.request_stop();
  impl_->pool.joinAll();
}

}  // namespace herald::http_source
