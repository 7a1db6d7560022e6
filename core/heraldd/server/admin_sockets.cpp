// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/admin_sockets.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>

#include <utility>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "herald/server_certificate.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

Poco::Net::ServerSocket listenAtPort(const Poco::Net::SocketAddress& address, const ServerCertificate* certificate) {
  auto socket = certificate ? certificate->socket() : Poco::Net::ServerSocket();
  socket.bind(address, true, false);  // Poco's default shares the port with another process
  ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
  socket.listen();
  return socket;
}

std::unique_ptr<ServerCertificate> makeCertificate(const TlsFiles& files, Poco::Logger& logger) {
  const auto report = [&logger](Level level, std::string_view sentence) {
    const auto line = "the admin port " + std::string(sentence);
    level == Level::Error ? logger.error(line) : logger.information(line);
  };
  return std::make_unique<ServerCertificate>(files, "admin.", report);
}

std::string joined(const std::vector<std::string>& addresses) {
  std::string text;
  for (const auto& address : addresses) text += (text.empty() ? "" : ", ") + address;
  return text;
}

/// A server, and the certificate that it uses until its end.
struct Port {
  Port(std::unique_ptr<ServerCertificate> certificateOfPort, const Served& served,
       const Poco::Net::ServerSocket& socket, const AdminServer::Access& access)
      : certificate(std::move(certificateOfPort)), server(served, socket, access) {}

  const std::unique_ptr<ServerCertificate> certificate;
  AdminServer server;
};

std::unique_ptr<PluginThread> makeEnding() { return std::make_unique<PluginThread>("the admin server"); }

}  // namespace

AdminSockets::AdminSockets(const Served& served, Poco::Logger& logger)
    : served_(served), logger_(logger), ending_(makeEnding()) {}

AdminSockets::~AdminSockets() = default;

void AdminSockets::apply(const Configuration& configuration) {
  if (!socket_ || identityOf(adminSocketIn(configuration.dataDir)) != socketFile_) openSocket(configuration.dataDir);
  PortOptions options{configuration.adminListen, configuration.adminToken, configuration.adminTls,
                      configuration.console};
  if (port_ && options == options_) return;
  end(std::exchange(port_, nullptr), kToAnswer);
  options_ = std::move(options);
  openPort();
}

void AdminSockets::close(Millis limit) {
  end(std::exchange(socket_, nullptr), limit);
  end(std::exchange(port_, nullptr), limit);
  tellPort("");
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
        std::make_shared<AdminServer>(served_, listenAtUnixSocket(path), AdminServer::Access{.anything = true});
    end(std::exchange(socket_, std::move(fresh)), kToAnswer);
    socketFile_ = identityOf(path);
  } catch (...) {
    logger_.error("heraldctl cannot reach the daemon: " + path.string() + ": " + currentExceptionText());
  }
}

void AdminSockets::openPort() {
  tellPort("");
  const auto& listen = options_.listen;
  if (listen.empty()) return;
  try {
    auto certificate = options_.tls.certificate.empty() ? nullptr : makeCertificate(options_.tls, logger_);
    const auto socket = listenAtPort(Poco::Net::SocketAddress(listen), certificate.get());
    AdminServer::Access access{.token = options_.token,
                               .isOpen = socket.address().host().isLoopback() || options_.console.lan,
                               .isTls = certificate != nullptr,
                               .console = options_.console};
    const auto port = std::make_shared<Port>(std::move(certificate), served_, socket, std::move(access));
    port_ = std::shared_ptr<AdminServer>(port, &port->server);
    tellPort(socket.address().toString());
  } catch (...) {
    logger_.error("nothing answers at admin.listen = " + listen + ": " + currentExceptionText() +
                  "; Herald still delivers events");
  }
}

/// Logs where it is, too.
void AdminSockets::tellPort(const std::string& address) {
  const auto& console = options_.console;
  const bool isTls = !options_.tls.certificate.empty();
  if (!address.empty()) {
    logger_.information("/healthz, /readyz and /metrics are at " + std::string(isTls ? "https://" : "http://") +
                        address);
  }
  if (address.empty() || !console.enabled) return served_.port.set({});
  served_.port.set(
      {.address = address, .isTls = isTls, .isOpenToLan = console.lan, .hasPassword = !console.password.empty()});
  logger_.information("the console is at " + joined(addressesOf(served_.port.state())) +
                      ": `heraldctl console` prints a link that logs a browser in");
}

}  // namespace herald::core
