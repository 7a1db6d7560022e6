// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core {

/// Sends the daemon's state to the service manager: "READY=1", "STATUS=…" (sd_notify(3)). Does nothing if the
/// environment variable NOTIFY_SOCKET is missing.
void notifyServiceManager(const std::string& state);

/// Sends "RELOADING=1", with the monotonic time that systemd expects.
void notifyReloading();

}  // namespace herald::core
