// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/host.h"

namespace herald::kafka {

/// Writes a line of librdkafka's own log to that of Herald. `severity` is that of syslog. librdkafka tries again by
/// itself whatever it reports there, so its errors are warnings. Any thread may call it.
void logLine(Host& host, int severity, std::string_view facility, std::string_view text);

}  // namespace herald::kafka
