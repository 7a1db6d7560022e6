#pragma once

#include <string>

namespace herald::core {

/// Tells the service manager how the daemon is: "READY=1", "STATUS=…" (sd_notify(3)). Does nothing where nobody
/// listens: without NOTIFY_SOCKET in the environment.
void notifyServiceManager(const std::string& state);

/// "RELOADING=1" with the time that systemd wants beside it.
void notifyReloading();

}  // namespace herald::core
