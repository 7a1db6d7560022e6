// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace herald::core::ctl {

/// Which part of the status to print.
struct StatusFilter {
  std::string tag{};     ///< only sources with a tag that matches this pattern; empty: all
  bool failing = false;  ///< only sources and sinks that have a problem
};

/// Prints the daemon's answer at /status for people: the problems first, no line wider than kLineWidth. `report` is
/// that JSON. Returns whether it printed a problem. Throws std::runtime_error if no source has the tag.
bool printStatus(std::string_view report, const StatusFilter& filter, std::ostream& out);

}  // namespace herald::core::ctl
