// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/trial_api.h"

#include <stdexcept>

#include "engine/config/config_files.h"
#include "engine/config/standard_paths.h"
#include "engine/delivery_log/log_detail.h"

namespace herald::core {

namespace {

/// A disk that refuses has no events: those in memory remain.
std::vector<Event> loggedEvents(DeliveryLog& log, std::size_t most) {
  std::vector<Event> events;
  try {
    for (const auto& text : log.newestEvents(most)) {
      if (auto event = eventFrom(text)) events.push_back(*std::move(event));
    }
  } catch (const std::runtime_error&) {
    events.clear();
  }
  return events;
}

EventChoice::Sources eventSources(Pipeline& pipeline, DeliveryLog& log) {
  return {[&pipeline] { return pipeline.recentEvents(); }, [&log](std::size_t most) { return loggedEvents(log, most); },
          [&log](const std::string& id) { return eventFrom(log.event(id)); }, [&pipeline] { return pipeline.plan(); }};
}

}  // namespace

TrialApi::TrialApi(const Daemon& daemon)
    : trial_({daemon.draft, [&pipeline = daemon.pipeline] { return pipeline.plan(); }, &daemon.pipeline.snapshots()}),
      choice_(eventSources(daemon.pipeline, daemon.log)),
      trials_(
          trial_,
          [&editor = daemon.editor](const BlockForm& form) {
            return readConfiguration(editor.file(), ConfigFiles(editor.put(form).files));
          },
          choice_),
      sinkTests_({daemon.pipeline, daemon.trace, daemon.rehearsal}),
      events_(choice_),
      presets_(presetFolders(daemon.editor.file()), daemon.editor.rules()),
      types_(daemon.libraries) {}

void TrialApi::addTo(ApiRoutes& routes) {
  routes.add(trials_);
  routes.add(sinkTests_);
  routes.add(events_);
  routes.add(presets_);
  routes.add(types_);
}

}  // namespace herald::core
