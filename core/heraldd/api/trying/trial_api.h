// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "engine/config_edit/configuration_editor.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/pipeline/pipeline.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/trial/form_trial.h"
#include "heraldd/api/editing/preset_resource.h"
#include "heraldd/api/editing/type_resource.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/trying/event_choice.h"
#include "heraldd/api/trying/event_resource.h"
#include "heraldd/api/trying/sink_test_resource.h"
#include "heraldd/api/trying/trial_resource.h"

namespace herald::core {

/// What a form is made of and tried with: the types, the presets, the events, and the trials of a hook that is not
/// saved. Also the test of a sink that runs. Every thread may call the routes.
class TrialApi {
 public:
  /// All of it outlives the API, and may be called by every thread.
  struct Daemon {
    Pipeline& pipeline;
    const ConfigurationEditor& editor;
    MakeDraft draft{};
    std::function<std::vector<Library>()> libraries{};
    DeliveryLog& log;
    HttpTrace& trace;
    std::function<Plan(const HttpFactory&)> rehearsal{};  ///< see SinkTestResource
  };

  explicit TrialApi(const Daemon& daemon);

  void addTo(ApiRoutes& routes);

  /// Cancels the tests that are under way; see FormTrial.
  void endTests() { trial_.endTests(); }

 private:
  FormTrial trial_;
  const EventChoice choice_;
  TrialResource trials_;
  SinkTestResource sinkTests_;
  EventResource events_;
  PresetResource presets_;
  TypeResource types_;
};

}  // namespace herald::core
