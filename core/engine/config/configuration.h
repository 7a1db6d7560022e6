// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/config_problem.h"
#include "engine/config/console_options.h"
#include "engine/config/log_options.h"
#include "engine/config/written_properties.h"
#include "herald/outcome.h"
#include "herald/settings.h"
#include "herald/tls_files.h"

namespace herald::core {

/// The text of the configuration files, in order, but not yet checked against the installed plugins; see Plan.
struct Configuration {
  std::filesystem::path file{};
  std::filesystem::path dataDir{};                     ///< absolute
  std::vector<std::filesystem::path> pluginFolders{};  ///< herald.plugins, absolute
  Millis stopTimeout{10000};                           ///< herald.stopTimeout
  std::string adminListen{};  ///< admin.listen: "127.0.0.1:8484", also for console.lan; empty means no port
  std::string adminToken{};   ///< admin.token; a secret
  TlsFiles adminTls{};        ///< admin.tls.*; no certificate means plain HTTP
  ConsoleOptions console{};   ///< console.*
  Settings outbox{};          ///< outbox.*
  LogKeep log{};              ///< log.keep
  Blocks sources{}, sinks{}, transforms{}, routes{};
  Blocks defaults{};                                  ///< by type; already merged into the blocks
  Blocks core{};                                      ///< "herald", "admin", "console", "log" and "outbox", by kind
  Entries logging{};                                  ///< logging.*, by key
  std::map<std::string, std::string> properties{};    ///< every property, expanded; Poco's configuration gets them
  std::vector<std::filesystem::path> consoleFiles{};  ///< those of the folder conf.d in the data folder
  std::vector<std::string> variables{};               ///< the environment variables that set a key
  std::vector<ReplacedText> replaced{};               ///< what both replace in the other files
  std::vector<ConfigProblem> problems{};              ///< errors and warnings that need no plugins, sorted
};

/// Reads `file`, the *.properties files of the folder `conf.d` beside it, `variables`, and the files of the folder
/// `conf.d` in the data folder, in the order of their names; see WrittenProperties. Collects errors and warnings in
/// Configuration::problems. Throws BadConfiguration only if `file` itself cannot be read. With `files`, it reads the
/// configuration as it would be with other texts.
///
/// A relative path (of a `.file` twin, herald.dataDir, herald.plugins) begins at the folder of `file`; see
/// RelativePaths. Presets come from presetFolders().
Configuration readConfiguration(const std::filesystem::path& file, const ConfigFiles& files = ConfigFiles(),
                                const Variables& variables = processVariables());

}  // namespace herald::core
