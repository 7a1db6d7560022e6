// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/config/config_problem.h"

namespace herald::core {

/// One value of the configuration. Its text is final: `.file` twins were read and ${…} was expanded.
struct Entry {
  std::string text{};
  Location at{};
  std::string key{};           ///< where it was set: "sink.slack.url", "defaults.webhook.url"
  bool fromFile = false;       ///< it came from its `.file` twin, so it is probably a secret
  bool lostBackslash = false;  ///< the .properties grammar removed a backslash from it
  bool reported = false;       ///< a problem says already why the value is wrong or missing
  bool fromPreset = false;     ///< the preset of the block set it, not the user
  std::string file{};          ///< the path of its `.file` twin
};

using Entries = std::map<std::string, Entry>;

/// Who wrote an entry. A later one takes precedence over an earlier one.
enum class Rank : std::uint8_t {
  Default,  ///< defaults.TYPE.OPTION
  Preset,
  Own,
};

Rank rankOf(const Entry& entry);

/// True if the entries have `option`, its `.file` twin, or the whole map that `option` is a member of. Then a default
/// for `option` does not count. `prefix` is what every key in `entries` begins with.
bool isSet(const Entries& entries, const std::string& prefix, const std::string& option);

/// All options of one source, sink, transform or route, with those of its preset and `defaults.TYPE.OPTION`.
struct Block {
  std::string
      kind{};  ///< "source", "sink", "transform", "route", "defaults", "herald", "admin", "console", "log" or "outbox"
  std::string name{};    ///< the type for "defaults"; empty for the last four kinds
  Entries entries{};     ///< by option: "url", "message.PrintDone"
  std::string folder{};  ///< where a relative path begins: the absolute folder of the main file

  const Entry* find(const std::string& option) const;
  std::string text(const std::string& option) const;  ///< empty if the option is not set
  std::string key(const std::string& option) const;   ///< where it was set, or would be set: "sink.slack.url"
};

using Blocks = std::map<std::string, Block>;

}  // namespace herald::core
