// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "heraldd/api/deliveries/known_sinks.h"
#include "heraldd/api/deliveries/outbox_page.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What waits to be delivered:
///
///   GET  /api/v1/queue               {"queues": [QueueCounts]}: the sinks that have something in the outbox
///   GET  /api/v1/queue/{name}        {"deliveries": [WaitingDelivery], "next": sequence or null}: what waits for a
///                                    sink, the oldest first
///   POST /api/v1/queue/{name}/move   {"to": "SINK"} gives them to another configured sink: {"count", "left"}. `left`
///                                    are being attempted, or the other sink has no room for them
///   POST /api/v1/queue/{name}/purge  discards them: {"count"}
class QueueResource final : public Resource {
 public:
  struct Daemon {
    Outbox& outbox;  ///< outlives the resource, as the clock does
    const TimeSource& time;
    std::function<void(const std::set<std::string>& sinks)> wake;  ///< these sinks have new deliveries
    KnownSinks::CurrentPlan plan;
    OutboxPage::SnapshotOf snapshotOf{};
  };

  explicit QueueResource(Daemon daemon) : daemon_(std::move(daemon)), sinks_(daemon_.outbox, daemon_.plan) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list() const;
  ApiAnswer show(const ApiRequest& request) const;
  ApiAnswer move(const ApiRequest& request);
  ApiAnswer purge(const ApiRequest& request);

  const Daemon daemon_;
  const KnownSinks sinks_;
};

}  // namespace herald::core
