#pragma once

#include <iosfwd>
#include <string_view>

namespace herald::core::ctl {

/// Prints what the daemon answers at /status for people.
void printStatus(std::string_view report, std::ostream& out);

}  // namespace herald::core::ctl
