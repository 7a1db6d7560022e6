// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "heraldd/admin/status_report.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The whole report, for programs and `heraldctl status`:
///
///   GET /api/v1/status   everything about sources, printers and sinks, each by its name
class StatusResource final : public Resource {
 public:
  /// Every thread may call `report`.
  explicit StatusResource(std::function<StatusReport()> report) : report_(std::move(report)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  const std::function<StatusReport()> report_;
};

}  // namespace herald::core
