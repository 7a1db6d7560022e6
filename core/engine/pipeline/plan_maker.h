// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/pipeline/instance_maker.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// Makes one plan, see makePlan. For one thread; lives as long as the plan is made.
class PlanMaker {
 public:
  /// All of them outlive the maker.
  PlanMaker(const Configuration& configuration, const PlanTools& tools, const Plan& before);

  /// Call it once. Throws BadConfiguration.
  Plan make();

 private:
  void addSource(const Block& block);
  void addSink(const Block& block);
  void checkDefaults(const Block& block);
  void keepFileSecrets(const Block& block);

  const Configuration& configuration_;
  const PlanTools& tools_;
  const Plan& before_;
  std::vector<ConfigProblem> problems_;
  InstanceMaker instances_;
  Plan plan_{};
};

}  // namespace herald::core
