// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock/time_source.h"
#include "heraldd/admin/monitors.h"
#include "heraldd/api/access/console_port.h"
#include "heraldd/api/access/sessions.h"
#include "heraldd/api/operations/api_routes.h"

namespace herald::core {

/// What the daemon answers at each of its sockets. All of it outlives the servers.
struct Served {
  const Monitors& monitors;
  const ApiRoutes& api;  ///< for the console, heraldctl and other programs
  Sessions& sessions;
  ConsolePort& port;
  const TimeSource& time;
};

}  // namespace herald::core
