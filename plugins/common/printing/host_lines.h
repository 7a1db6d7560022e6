#pragma once

#include <optional>
#include <string_view>

namespace herald::common {

/// Two kinds of lines with which a printer's firmware speaks to its host beside the answers. The results point into
/// `line`.

/// What follows `busy:`, as "processing" or "paused for user"; nothing for any other line. Some firmware leaves out the
/// colon, or the `echo:` before it.
std::optional<std::string_view> busyText(std::string_view line);

/// A host action: `//action:paused`, `// action:notification Filament runout T0`
/// (https://docs.octoprint.org/en/master/features/action_commands.html).
struct HostAction {
  std::string_view name{};
  std::string_view text{};  ///< what follows the name
};
std::optional<HostAction> hostAction(std::string_view line);

}  // namespace herald::common
