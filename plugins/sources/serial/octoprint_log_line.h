// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace herald::serial {

/// What the printer said in a line of OctoPrint's serial.log, such as `2020-02-20 11:58:47,594 - Recv: ok`. A line in
/// which OctoPrint reports a state or a problem that lineRules() has is returned without its time. Empty for any other
/// line of OctoPrint's, and for one that was sent to the printer. A line of any other log is returned unchanged. The
/// result points into `line`.
std::string_view octoPrintLogLine(std::string_view line);

/// The command in a line of OctoPrint's serial.log that OctoPrint sent to the printer, such as `2020-02-20
/// 11:58:47,594 - Send: N3 M117 Hello*45`, without line number and checksum. Empty for any other line.
std::string_view octoPrintSentCommand(std::string_view line);

}  // namespace herald::serial
