// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

namespace herald::core::ctl {

/// Prints the daemon's answer at /status for people. `report` is that JSON.
void printStatus(std::string_view report, std::ostream& out);

}  // namespace herald::core::ctl
