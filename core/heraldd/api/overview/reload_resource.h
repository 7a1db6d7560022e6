// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "heraldd/admin/reload_record.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// A reload whose result somebody waits for:
///
///   POST /api/v1/reload   reads the configuration again, as SIGHUP does: 202 with {"number": N} at once
///   GET  /api/v1/reload   {"ended": N, "refusal": ""}: the last reload that has ended, and why Herald refused its
///                         configuration
///
/// The reload with the requested number has ended when `ended` is at least that number. A reload may replace the server
/// that answers, so no answer waits for it.
class ReloadResource final : public Resource {
 public:
  /// `record` outlives it. `ask` begins a reload soon, and returns at once. Every thread may call it.
  ReloadResource(const ReloadRecord& record, std::function<void()> ask) : record_(record), ask_(std::move(ask)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  const ReloadRecord& record_;
  const std::function<void()> ask_;
};

}  // namespace herald::core
