// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/config_files.h"
#include "engine/config/environment_properties.h"

namespace herald::core {

/// A block, or one key, of which the environment or a file of the console's folder has another text. So this one does
/// not count.
struct ReplacedText {
  std::string what{};  ///< "sink.slack" for the whole block, "sink.slack.enabled" for one key
  Location at{};       ///< where it is written
  Location by{};       ///< what counts in its place
  bool operator==(const ReplacedText&) const = default;
};

/// All properties of a configuration as people and the console have written them: before presets, `.file` twins and
/// ${…}. A value.
///
/// There are three layers: the files of people, the variables of the environment, and the files of the console. The
/// last are the files *.properties of the folder conf.d in the data folder. A later layer wins: a block that has its
/// own `type` or `preset` there (a route: `to`) replaces the whole block of that name in the layers before. Any other
/// key replaces the same key, and its `.file` twin.
struct WrittenProperties {
  Entries entries{};                     ///< what counts
  Entries below{};                       ///< without the files of the console
  std::vector<std::string> variables{};  ///< those that set a key
  std::filesystem::path dataDir{};
  std::filesystem::path consoleFolder{};              ///< conf.d in the data folder
  std::vector<std::filesystem::path> consoleFiles{};  ///< those in it, in the order of reading
  std::vector<ReplacedText> replaced{};

  bool isOfConsole(const Location& at) const;  ///< true if a file of the console has it
};

/// Reads `file`, the folder conf.d beside it, `variables`, and the folder conf.d of the data folder. Throws
/// BadConfiguration if `file` cannot be read. Adds every other error to `problems`: such as a console's folder that
/// somebody else could change.
///
/// If the data folder is the folder of `file`, only conf.d/console.properties is the console's.
WrittenProperties readWritten(const std::filesystem::path& file, const ConfigFiles& files,
                              std::vector<ConfigProblem>& problems, const Variables& variables = processVariables());

/// The file in its folder that the console writes to.
inline constexpr auto kConsoleFile = "console.properties";

/// "sink.slack." for "sink.slack.url": what all keys of one block begin with. Empty if the key is of no block with a
/// name.
std::string blockPrefixOf(const std::string& key);

/// True if this option makes its block complete: `type` or `preset`, or `to` of a route; also as a `.file` twin.
bool isIdentity(const std::string& key);

}  // namespace herald::core
