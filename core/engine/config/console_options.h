// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::core {

/// console.*: who may use the console at the port of admin.listen, and how. A value.
struct ConsoleOptions {
  bool enabled = true;
  bool lan = false;                  ///< other machines reach the port too
  std::string password{};            ///< the hash of it, as hashPassword() makes it; empty: only links log in
  std::set<std::string> names{};     ///< by which browsers may call Herald, in lower case
  std::vector<std::string> frame{};  ///< the origins of pages that may show the console in a frame
  std::string ingress{};             ///< the address of Home Assistant's Supervisor; empty: there is none
  std::string path{};                ///< what a proxy leaves in front of a target: "/herald"; empty: nothing
  Millis idle{0};                    ///< a session that nobody uses ends after it
  Millis longest{0};                 ///< every session ends after it
  bool operator==(const ConsoleOptions&) const = default;
};

/// The declarations of these options.
std::vector<Option> consoleOptions();

/// The options of the block `console`. Adds each error to `problems`; the default stands for a wrong option.
ConsoleOptions readConsoleOptions(const Block& block, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
