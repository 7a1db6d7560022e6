#pragma once

#include <string_view>

namespace herald::serial {

/// What the printer said in a line of OctoPrint's serial.log, `2020-02-20 11:58:47,594 - Recv: ok`, or what OctoPrint
/// says there of its own state. Empty for what was sent to the printer. A line of any other log comes back as it is.
std::string_view loggedLine(std::string_view line);

}  // namespace herald::serial
