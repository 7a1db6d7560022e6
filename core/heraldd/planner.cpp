// SPDX-License-Identifier: Apache-2.0
#include "heraldd/planner.h"

#include <utility>

#include "engine/config/standard_paths.h"
#include "engine/state/state_store.h"

namespace herald::core {

Planner::Planner(Outbox& outbox, const TimeSource& time, std::shared_ptr<SecretMask> mask, Poco::Logger& logger)
    : outbox_(outbox), time_(time), mask_(std::move(mask)), logger_(logger) {}

Plan Planner::plan(const Configuration& configuration, const Plan& before) {
  const MutexLock lock(mutex_);
  plugins_.scan(pluginFolders(configuration));
  const auto http = [trace = trace_](const Settings& settings) { return trace->wrap(makeHttpClient(settings)); };
  const auto state = [&outbox = outbox_](const std::string& kind, const std::string& name) {
    return std::make_shared<StateStore>(outbox, stateOwner(kind, name));
  };
  Plan plan = makePlan(configuration, {plugins_, time_, http, state, mask_}, before);
  planned_ = plan.secrets();
  planned_.push_back(configuration.adminToken);
  planned_.push_back(configuration.console.password);
  maskWith(before.secrets());
  logRefusedLibraries();
  for (const auto& warning : plan.warnings) logger_.warning(toString(warning));
  return plan;
}

void Planner::runs(const Configuration& configuration) {
  const MutexLock lock(mutex_);
  running_ = configuration;
  if (!planned_.empty()) mask_->set(planned_);
}

/// Masks the secrets of the new plan and of the running one, which goes on if the new one cannot start.
void Planner::maskWith(std::vector<std::string> running) const {
  running.push_back(running_.adminToken);
  running.push_back(running_.console.password);
  running.insert(running.end(), planned_.begin(), planned_.end());
  mask_->set(running);
}

Plan Planner::rehearsal(const HttpFactory& http) {
  const MutexLock lock(mutex_);
  return makePlan(running_, {plugins_, time_, http, nullptr, mask_});
}

Plan Planner::draft(const Configuration& configuration, const DraftTools& tools, const Plan& before) {
  const MutexLock lock(mutex_);
  return makePlan(configuration, {plugins_, time_, tools.http, nullptr, tools.mask, tools.isQuiet}, before);
}

std::vector<Library> Planner::libraries() const {
  const MutexLock lock(mutex_);
  return plugins_.libraries();
}

void Planner::logRefusedLibraries() const {
  for (const auto& library : plugins_.libraries()) {
    const auto file = "the plugin " + library.file.string();
    for (const auto* text : {&library.reason, &library.warning}) {
      if (!text->empty()) logger_.warning(file + " " + *text);
    }
    for (const auto& [type, why] : library.refused) logger_.warning(file + ": " + why);
  }
}

}  // namespace herald::core
