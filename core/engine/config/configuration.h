#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/config_problem.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::core {

/// A value of the configuration after `.file` twins were read and ${…} was expanded.
struct Entry {
  std::string text{};
  Location at{};
  std::string key{};           ///< where it was set: "sink.slack.url", "defaults.webhook.url"
  bool fromFile = false;       ///< it was given by its .file twin: a secret, most likely
  bool lostBackslash = false;  ///< the .properties grammar took a backslash from it
  bool reported = false;       ///< a problem says already why there is no right value here
};

using Entries = std::map<std::string, Entry>;

/// All the options of one source, sink, transform or route, those of its preset and `defaults.TYPE.OPTION` included.
struct Block {
  std::string kind{};  ///< "source", "sink", "transform", "route", "defaults", or one of the core's: "herald", "admin",
                       ///< "outbox"
  std::string name{};  ///< the type for defaults; empty for the core's
  Entries entries{};   ///< by option: "url", "message.PrintDone"

  const Entry* find(const std::string& option) const;
  std::string text(const std::string& option) const;  ///< empty if there is none
  std::string key(const std::string& option) const;   ///< where it was set, or where it would be: "sink.slack.url"
};

using Blocks = std::map<std::string, Block>;

/// The files' text, read and put in order, but not yet held against the plugins that are there: that is the Pipeline's
/// part.
struct Configuration {
  std::filesystem::path file{};
  std::filesystem::path dataDir{};                     ///< absolute
  std::vector<std::filesystem::path> pluginFolders{};  ///< herald.plugins, absolute: searched after the built-in one
  Millis stopTimeout{10000};                           ///< how long the daemon drains when it is asked to stop
  std::string adminListen{};                           ///< admin.listen: "127.0.0.1:8484"; empty: none
  std::string adminToken{};                            ///< admin.token; a secret
  Settings outbox{};                                   ///< outbox.*
  Blocks sources{}, sinks{}, transforms{}, routes{};
  Blocks defaults{};  ///< by type; merged into the blocks already
  Blocks core{};      ///< by kind: what concerns the core alone
  std::map<std::string, std::string>
      properties{};                       ///< every property, expanded: what Poco's configuration is filled with
  std::vector<ConfigProblem> problems{};  ///< all that could be found without knowing the plugins, sorted
};

/// Reads `file` and the *.properties files of the folder `conf.d` beside it, in the order of their names. What is wrong
/// with the text is collected in Configuration::problems; throws BadConfiguration only where `file` itself cannot be
/// read.
///
/// A relative path (of a `.file` twin, herald.dataDir, herald.plugins) starts at the folder of the file in which it
/// stands. Presets come from the folder `presets` beside `file`, or with Herald.
Configuration readConfiguration(const std::filesystem::path& file);

}  // namespace herald::core
