// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/picture_wish.h"

#include <memory>

#include "herald/camera.h"

namespace herald::core {

bool wantsPicture(const Plugin& sink) {
  const auto* user = dynamic_cast<const TemplateUser*>(&sink);
  return user && user->uses("snapshot");
}

std::function<std::uint64_t(const Event&)> pictureWish(const Plugin& sink, const Settings& settings) {
  if (!settings.flag("snapshot") || !wantsPicture(sink)) return {};
  return [most = settings.size("snapshot.most")](const Event&) { return most; };
}

SnapshotPlan snapshotPlan(const Plan& plan) {
  SnapshotPlan result;
  for (const auto& [name, sink] : plan.sinks) {
    if (sink.setup.snapshot) result.sinks.emplace(name, sink.setup.snapshot);
  }
  for (const auto& [name, source] : plan.sources) {
    auto camera = std::dynamic_pointer_cast<Camera>(source.source);
    if (!camera) continue;
    result.cameras.emplace(name, CameraSetup{name, source.policy.type, std::move(camera), source.instance.host});
  }
  return result;
}

}  // namespace herald::core
