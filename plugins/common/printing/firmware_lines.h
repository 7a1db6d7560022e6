// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

/// Two kinds of lines that a printer's firmware sends to its host without being asked. The results point into `line`.
namespace herald::printing {

/// The text after `busy:`, such as "processing" or "paused for user". Returns nothing for any other line. Some firmware
/// omits the colon, or the `echo:` before it.
std::optional<std::string_view> busyText(std::string_view line);

/// A host action, such as `//action:paused` or `// action:notification Filament runout T0`
/// (https://docs.octoprint.org/en/master/features/action_commands.html).
struct HostAction {
  std::string_view name{};
  std::string_view text{};  ///< what follows the name
};

/// Returns nothing for any other line.
std::optional<HostAction> hostAction(std::string_view line);

}  // namespace herald::printing
