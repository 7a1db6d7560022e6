// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>

#include "herald/outcome.h"
#include "heraldctl/connect/connect.h"

namespace herald::core::ctl {

/// The running daemon, as connectThrough() needs it.
struct ConnectingDaemon {
  /// Returns the body of the answer. Throws std::runtime_error with the daemon's sentence.
  std::function<std::string(const std::string& method, const std::string& path, const std::string& body)> ask{};
  std::filesystem::path dataDir{};
  Millis askEvery{500};
};

/// The same as connect(), by the daemon: it looks, saves the source in its data folder, and listens to it at once.
/// Returns the exit code; throws std::exception with one sentence, and then nothing is saved.
int connectThrough(const ConnectingDaemon& daemon, const ConnectRequest& request, std::ostream& out);

}  // namespace herald::core::ctl
