// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/outbox.h"
#include "engine/pipeline/plan.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

/// The problem for a name that no sink has: 404, with the nearest of the names that exist.
ApiProblem noSuchSink(const std::string& name, const std::vector<std::string>& sinks);

/// The sinks that a request may name. Every thread may call it.
class KnownSinks {
 public:
  using CurrentPlan = std::function<std::shared_ptr<const Plan>()>;

  /// `outbox` outlives it.
  KnownSinks(const Outbox& outbox, CurrentPlan plan) : outbox_(outbox), plan_(std::move(plan)) {}

  /// Throws ApiProblem if neither a configured sink nor one with deliveries has this name.
  void require(const std::string& name) const;

  /// Throws ApiProblem if no configured sink has this name.
  void requireConfigured(const std::string& name) const;

 private:
  std::vector<std::string> configured() const;

  const Outbox& outbox_;
  const CurrentPlan plan_;
};

}  // namespace herald::core
