// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "engine/config/config_files.h"
#include "herald/mutex.h"
#include "heraldd/api/access/console_port.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Whether other machines reach the console:
///
///   GET /api/v1/lan   {"open", "password": whether there is one, "addresses": […]}
///   PUT /api/v1/lan   at the Unix socket alone: {"open": true, "password": …}. Without a password, the one before goes
///                     on, or Herald makes one. Answers the same, and a password that Herald has made
///
/// It writes conf.d/lan.properties and console-password in the data folder, and reloads. If the daemon does not take
/// them over, both are as before.
class LanResource final : public Resource {
 public:
  static constexpr std::size_t kShortest = 8;  ///< letters of a password

  struct Daemon {
    const ConsolePort& port;
    std::filesystem::path configFile{};
    std::filesystem::path dataDir{};
    /// Reloads, and returns when that has ended: why the daemon did not take over the files; empty if it did.
    std::function<std::string()> reload{};
  };

  explicit LanResource(Daemon daemon) : daemon_(std::move(daemon)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  std::string shown(const std::string& made = {}) const;
  ApiAnswer change(const ApiRequest& request) HERALD_EXCLUDES(mutex_);
  void take(const FileTexts& texts) const HERALD_REQUIRES(mutex_);
  void write(const FileTexts& texts) const HERALD_REQUIRES(mutex_);
  std::filesystem::path optionsFile() const;
  std::filesystem::path passwordFile() const;

  const Daemon daemon_;
  Mutex mutex_{};  // held for a whole change, the reload included
};

}  // namespace herald::core
