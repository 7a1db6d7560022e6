// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/pipeline/plan.h"

namespace herald::core {

/// Tells each sink of the plan that is a SourceWatcher which sources there are. A call that hangs or throws is left
/// alone, and logged.
void tellSources(const Plan& plan);

/// Tells each sink of `old` of which no instance stays in `next` that there are no sources any longer. So a sink that
/// was removed takes back what it has said of its devices, and one that the end of Herald ends does not.
void tellTheGone(const Plan& old, const Plan& next);

}  // namespace herald::core
