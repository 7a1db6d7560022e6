// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_sockets.h"

#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>

#include <utility>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

std::unique_ptr<PluginThread> makeEnding() { return std::make_unique<PluginThread>("the admin server"); }

}  // namespace

AdminSockets::AdminSockets(const AdminRoutes& routes, Poco::Logger& logger)
    : routes_(routes), logger_(logger), ending_(makeEnding()) {}

AdminSockets::~AdminSockets() = default;

void AdminSockets::apply(const Configuration& configuration) {
  if (!socket_ || identityOf(adminSocketIn(configuration.dataDir)) != socketFile_) openSocket(configuration.dataDir);
  if (port_ && configuration.adminListen == listen_ && configuration.adminToken == token_) return;
  end(std::exchange(port_, nullptr), kToAnswer);
  openPort(configuration.adminListen, configuration.adminToken);
}

void AdminSockets::close(Millis limit) {
  end(std::exchange(socket_, nullptr), limit);
  end(std::exchange(port_, nullptr), limit);
}

/// The server's destructor waits for its running answers.
void AdminSockets::end(std::shared_ptr<AdminServer> server, Millis limit) {
  if (!server) return;
  try {
    if (ending_->hangs()) ending_ = makeEnding();
    ending_->run([server = std::move(server)]() mutable { server.reset(); }, limit);
  } catch (const NoThread& none) {
    logger_.error(std::string("the admin server answers on: ") + none.what());
    leftBehind_.emplace_back().server = std::move(server);
  } catch (const PluginHangs&) {
    logger_.warning("an admin request still runs: Herald does not wait for it");
  }
}

void AdminSockets::openSocket(const std::filesystem::path& dataDir) {
  const auto path = adminSocketIn(dataDir);
  try {
    auto fresh =
        std::make_shared<AdminServer>(routes_, listenAtUnixSocket(path), AdminServer::Access{.anything = true});
    end(std::exchange(socket_, std::move(fresh)), kToAnswer);
    socketFile_ = identityOf(path);
  } catch (...) {
    logger_.error("heraldctl cannot reach the daemon: " + path.string() + ": " + currentExceptionText());
  }
}

void AdminSockets::openPort(const std::string& listen, const std::string& token) {
  listen_ = listen;
  token_ = token;
  if (listen.empty()) return;
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress(listen), true, false);  // Poco's default shares the port with another process
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
    socket.listen();
    port_ = std::make_shared<AdminServer>(
        routes_, socket, AdminServer::Access{.token = token, .isOpen = socket.address().host().isLoopback()});
    logger_.information("/healthz, /readyz and /metrics are at http://" + socket.address().toString());
  } catch (...) {
    logger_.error("nothing answers at admin.listen = " + listen + ": " + currentExceptionText() +
                  "; Herald still delivers events");
  }
}

}  // namespace herald::core
