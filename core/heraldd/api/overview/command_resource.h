// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/dispatch/dispatcher.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What the buttons beside a problem do:
///
///   POST /api/v1/sinks/{name}/pause         begins no further attempts; new deliveries wait
///   POST /api/v1/sinks/{name}/resume        ends a pause, and tries immediately
///   POST /api/v1/sinks/{name}/retry         tries immediately what waits for a retry or a probe
///   POST /api/v1/sinks/{name}/drain         delivers what waits now, then pauses
///   POST /api/v1/sources/{name}/retry       starts a source now that waits for its next start
///   POST /api/v1/outbox/acknowledge         the operator has seen what the disk lost: {"damage": what that was, empty
///                                           if there was none}
///
/// The others answer 204 when it is done.
class CommandResource final : public Resource {
 public:
  struct Daemon {
    Dispatcher& dispatcher;                                      ///< outlives the resource
    std::function<bool(const std::string& source)> retrySource;  ///< false: there is no such source
    std::function<std::string()> acknowledgeDamage;              ///< returns what it was
  };

  explicit CommandResource(Daemon daemon) : daemon_(std::move(daemon)) {}  ///< every thread may call these functions

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  Operation sinkCommand(const std::string& name, const std::string& summary,
                        bool (Dispatcher::*command)(const std::string&)) const;

  const Daemon daemon_;
};

}  // namespace herald::core
