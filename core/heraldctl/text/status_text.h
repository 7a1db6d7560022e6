// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>

namespace herald::core::ctl {

/// Which part of the status to print.
struct StatusFilter {
  std::string tag{};     ///< only sources with a tag that matches this pattern; empty: all
  bool failing = false;  ///< only printers, sources and sinks that have a problem
};

/// Prints the daemon's status for people: what needs them first, then the printers, the sinks, and the rest.
/// No line is wider than kLineWidth. `report` is that JSON. Returns whether something keeps events from arriving.
/// Throws std::runtime_error if no source has the tag.
bool printStatus(std::string_view report, const StatusFilter& filter, std::ostream& out,
                 std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

}  // namespace herald::core::ctl
