// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "engine/pipeline/plan.h"
#include "engine/snapshots/snapshots.h"
#include "herald/plugin.h"
#include "herald/settings.h"

namespace herald::core {

/// True if a template of the sink shows the picture of the event.
bool wantsPicture(const Plugin& sink);

/// SinkSetup::snapshot by the options `snapshot` and `snapshot.most` of a sink. Empty if it never shows a picture.
std::function<std::uint64_t(const Event&)> pictureWish(const Plugin& sink, const Settings& settings);

/// The sinks of a plan that want pictures, and its sources that have a camera.
SnapshotPlan snapshotPlan(const Plan& plan);

}  // namespace herald::core
