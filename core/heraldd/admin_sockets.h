#pragma once

#include <Poco/Logger.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/files/files.h"
#include "engine/config/configuration.h"
#include "heraldd/admin/admin_server.h"

namespace herald::core {

/// Where the running daemon answers: the Unix socket in its data folder, for heraldctl, and the port of admin.listen,
/// for monitors and the browser. A port that cannot be had is logged, and events are delivered without it. For one
/// thread.
class AdminSockets {
 public:
  /// `routes` outlives it.
  AdminSockets(const AdminRoutes& routes, Poco::Logger& logger) : routes_(routes), logger_(logger) {}

  /// Opens what the configuration says, the Unix socket also where its file is there no more, and closes what it says
  /// no more. Throws BadConfiguration where admin.listen is no address; then nothing has changed.
  void apply(const Configuration& configuration);

  /// Answers no more. What is being answered then has so much time at each of the two, and is left behind as a hanging
  /// call.
  void close(Millis limit = kToAnswer);

 private:
  static constexpr Millis kToAnswer{1000};

  void end(std::shared_ptr<AdminServer> server, Millis limit) const;
  void openSocket(const std::filesystem::path& dataDir);
  void openPort(const std::string& listen, const std::string& token);

  const AdminRoutes& routes_;
  Poco::Logger& logger_;
  std::string listen_{}, token_{};  // of the port
  FileIdentity socketFile_{};
  std::shared_ptr<AdminServer> socket_{};
  std::shared_ptr<AdminServer> port_{};
};

}  // namespace herald::core
