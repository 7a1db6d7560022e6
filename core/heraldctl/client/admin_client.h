// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/URI.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "heraldctl/client/sent_events.h"

namespace herald::core {

/// Sends requests to the running daemon, over the Unix socket in its data folder. For one thread.
class AdminClient {
 public:
  /// `dataDir` is the daemon's data folder.
  explicit AdminClient(std::filesystem::path dataDir) : dataDir_(std::move(dataDir)) {}

  /// Returns whether a daemon answers there. Throws std::runtime_error if this user may not ask it.
  bool reachesDaemon() const;

  /// Returns the body of the answer. `path` is encoded, and includes the query. Throws std::runtime_error: with what to
  /// do if no daemon runs or this user may not ask it, or with the daemon's own sentence if it refuses.
  std::string ask(const std::string& method, const std::string& path, const std::string& body = {}) const;

  /// Reads a stream of server-sent events until it ends, or `use` returns false. `lastId` is where to go on; empty:
  /// from now on. Throws as ask() does. A stream that breaks ends.
  void follow(const std::string& path, const std::string& lastId,
              const std::function<bool(const SentEvent& event)>& use) const;

 private:
  void requireDaemon() const;

  std::filesystem::path dataDir_;
};

/// The client of the daemon that runs with this configuration file. Throws BadConfiguration.
AdminClient clientFor(const std::filesystem::path& config);

/// The path of the API with these parts below /api/v1, and this query, encoded for AdminClient::ask().
std::string apiPath(const std::vector<std::string>& parts, const Poco::URI::QueryParameters& query = {});

}  // namespace herald::core
