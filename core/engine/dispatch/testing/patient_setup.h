// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "engine/dispatch/sink/sink_setup.h"

namespace herald::core {

/// For tests: longer than any test lets pass.
constexpr Millis kOutOfTheWay = std::chrono::hours(10000);

/// For tests: a sink of which no attempt reaches its time limit, and no failure lasts until an alert.
inline SinkSetup patientSetup(std::shared_ptr<Sink> sink, const std::string& name, std::shared_ptr<Host> host) {
  SinkSetup setup;
  setup.name = name;
  setup.sink = std::move(sink);
  setup.host = std::move(host);
  setup.timeout = kOutOfTheWay;
  setup.retry.alertAfter = kOutOfTheWay;
  return setup;
}

}  // namespace herald::core
