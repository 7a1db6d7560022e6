// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The variables `job` and `progress` of a job event, where OctoPrint's last report is older than the event. All
/// arguments and results are raw JSON objects.
namespace herald::octoprint {

/// The `job` of a job event with this payload. `file` is what OctoPrint's REST API knows about the file; empty or {} if
/// that is nothing. A value that neither of them has is null.
std::string jobOf(std::string_view payload, std::string_view file);

/// `progress` when this `job` starts. The time left is what prints of this file took on average, else what OctoPrint's
/// analysis of the file says: OctoPrint's own first estimate.
std::string progressAtStart(std::string_view progress, std::string_view job);

/// `progress` for the start of a job that has run for a while. The time left is as in `progress`.
std::string progressAtMissedStart(std::string_view progress);

/// `progress` when a print is done. `payload` is that of PrintDone.
std::string progressAtEnd(std::string_view progress, std::string_view payload);

}  // namespace herald::octoprint
