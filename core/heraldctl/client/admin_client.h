#pragma once

#include <filesystem>
#include <string>

#include "heraldd/admin/admin_routes.h"

namespace herald::core {

/// Asks the running daemon, over the Unix socket in its data folder. For one thread.
class AdminClient {
 public:
  explicit AdminClient(std::filesystem::path dataDir) : dataDir_(std::move(dataDir)) {}

  /// Is there a daemon that can be asked? Throws std::runtime_error if there is one, but not for this user.
  bool reachesDaemon() const;

  /// Throws std::runtime_error with what to do where no daemon runs or this user may not ask it, and with the daemon's
  /// own sentence where the answer is a failure. `path` with its query, encoded.
  AdminAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) const;

 private:
  std::filesystem::path dataDir_;
};

}  // namespace herald::core
