#pragma once

#include <string>

#include "herald/event.h"

namespace herald::core {

/// An event of this type as OctoPrint-Webhooks sends it for a test: its example file, a print that is half done,
/// milestone 50. The core fills id, source and time.
Event makeTrialEvent(const std::string& type, const std::string& device);

}  // namespace herald::core
