// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

/// Commands to a printer, as the terminal or the log of a host shows them. The results point into the argument.
namespace herald::printing {

/// The command in `N12 M117 Layer 3/100*45`: without line number, checksum and blanks.
std::string_view sentCommand(std::string_view line);

/// The code of a command, such as "M117", "M600" or "PAUSE".
std::string_view commandCode(std::string_view command);

/// The text that `M117 TEXT` shows on the printer's display; empty if it clears the display. Returns nothing for any
/// other command.
std::optional<std::string_view> displayText(std::string_view command);

}  // namespace herald::printing
