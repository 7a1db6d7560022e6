// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/source_demand.h"

#include <string_view>
#include <utility>

namespace herald::core {

void SourceDemand::set(std::shared_ptr<const Plan> plan) {
  const MutexLock lock(mutex_);
  plan_.swap(plan);
}

std::shared_ptr<const Plan> SourceDemand::plan() const {
  const MutexLock lock(mutex_);
  return plan_;
}

Demand SourceDemand::of(const Origin& origin) {
  const auto self = shared_from_this();
  return {[self](std::string_view variable) { return self->plan()->uses(variable); },
          [self, origin](std::string_view type) { return self->plan()->leads(origin, type); }};
}

}  // namespace herald::core
