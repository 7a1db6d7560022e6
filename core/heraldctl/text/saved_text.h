// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

namespace herald::core::ctl {

/// Prints what the reload warned of, one line each: "warning: sink.slack.events: …". `answer` is the daemon's answer to
/// a change of the configuration.
void printReloadWarnings(std::string_view answer, std::ostream& out);

}  // namespace herald::core::ctl
