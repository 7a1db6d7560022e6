// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core::ctl {

/// What a table shows of one printer of the daemon's answer: its state, file, percent and time left.
std::vector<std::string> printerCells(std::string_view printer);

/// Prints the printers of the daemon's status as a table, no line wider than kLineWidth. `report` is that
/// JSON; `tag` selects by a pattern, if it is not empty. Throws std::runtime_error if no source has the tag.
void printPrinters(std::string_view report, const std::string& tag, std::ostream& out);

}  // namespace herald::core::ctl
