// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Logger.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <string>

#include "base/files/file_identity.h"
#include "engine/config/configuration.h"
#include "engine/plugin_host/plugin_thread.h"
#include "heraldd/server/admin_server.h"

namespace herald::core {

/// Where the running daemon answers: at the Unix socket in its data folder, for heraldctl, and at the port of
/// admin.listen, for monitors and browsers. If it cannot open one of them, it logs why, and Herald still delivers
/// events. For one thread.
class AdminSockets {
 public:
  AdminSockets(const Served& served, Poco::Logger& logger);  ///< throws NoThread
  ~AdminSockets();

  /// Opens and closes sockets as the configuration says. Opens the Unix socket again if its file was removed.
  void apply(const Configuration& configuration);

  /// Stops answering. At each socket, running answers get `limit` to finish; after that they are left behind as hanging
  /// calls.
  void close(Millis limit = kToAnswer);

 private:
  static constexpr Millis kToAnswer{1000};

  /// What the configuration says of the port.
  struct PortOptions {
    std::string listen{};
    std::string token{};
    TlsFiles tls{};
    ConsoleOptions console{};
    bool operator==(const PortOptions&) const = default;
  };

  /// A server that answers on because there is no thread to end it.
  struct LeftBehind {
    std::shared_ptr<AdminServer> server{};
    HangingCall counts{"the admin server"};
  };

  void end(std::shared_ptr<AdminServer> server, Millis limit);
  void openSocket(const std::filesystem::path& dataDir);
  void openPort();
  void tellPort(const std::string& address);

  const Served served_;
  Poco::Logger& logger_;
  PortOptions options_{};
  FileIdentity socketFile_{};
  std::shared_ptr<AdminServer> socket_{};
  std::shared_ptr<AdminServer> port_{};
  std::unique_ptr<PluginThread> ending_;  // is there before it is needed: a stop needs no new thread
  std::deque<LeftBehind> leftBehind_{};
};

}  // namespace herald::core
