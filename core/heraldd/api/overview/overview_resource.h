// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "heraldd/admin/status_report.h"
#include "heraldd/api/operations/operation.h"
#include "heraldd/api/overview/history.h"

namespace herald::core {

/// What the operator sees first:
///
///   GET /api/v1/overview   {"version", "config", "runningSeconds", "accepted", "problems": [Problem],
///                          "printers": [OverviewPrinter], "sinks": [OverviewSink]}
///   GET /api/v1/history    {"stepSeconds": 300, "times": [Unix seconds], "events": [n], "delivered": [n],
///                          "failed": [n]}: the begin of each step, and what came in it, the oldest first
class OverviewResource final : public Resource {
 public:
  struct Daemon {
    std::function<StatusReport()> report{};
    std::function<std::vector<History::Point>(int hours)> history{};
  };

  explicit OverviewResource(Daemon daemon) : daemon_(std::move(daemon)) {}  ///< every thread may call these functions

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer overview() const;
  ApiAnswer history(const ApiRequest& request) const;

  const Daemon daemon_;
};

}  // namespace herald::core
