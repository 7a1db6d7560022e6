// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/config/configuration.h"
#include "engine/config_edit/block_form.h"
#include "engine/trial/form_trial.h"
#include "heraldd/api/operations/operation.h"
#include "heraldd/api/trying/event_choice.h"

namespace herald::core {

/// Tries a hook that nobody has saved. All of them take {"name", "original", "values"}, the last two also an event:
/// {"id"} of one that has happened, or {"type"} of an example.
///
///   POST /api/v1/hooks/check      {"errors", "warnings"}: each fault at its field. 200 also if there are errors
///   POST /api/v1/hooks/preview    {"errors", "warnings", "exchanges": [{"request"}], "preview", "wouldSend", "why",
///                                 "mended", "missing"}: what would be sent. 200 also if there are errors: `mended` are
///                                 the options in which something else stands for what is wrong
///   POST /api/v1/hooks/send-test  {"exchanges": [{"request", "text", "response", "failure", "durationSeconds"}],
///                                 "outcome", "status", "reason", "advice", "missing"}: one real attempt; 422 if there
///                                 are errors
///
/// 404: the event is no longer kept. 503: a plugin does not return.
class TrialResource final : public Resource {
 public:
  /// The configuration as it would be with this form. Throws BadForm and BadConfiguration.
  using Draft = std::function<Configuration(const BlockForm&)>;

  /// `trial` and `events` outlive it.
  TrialResource(const FormTrial& trial, Draft draft, const EventChoice& events)
      : trial_(trial), draft_(std::move(draft)), events_(events) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  /// A form and what is wrong with it.
  struct Reviewed {
    TrialForm form{};
    std::vector<FormFault> errors{}, warnings{};
  };

  ApiAnswer check(const ApiRequest& request);
  ApiAnswer preview(const ApiRequest& request);
  ApiAnswer sendTest(const ApiRequest& request);
  TrialForm formOf(const BlockForm& form) const;
  Reviewed review(BlockForm form) const;
  TrialWish wishOf(const std::string& body) const;

  const FormTrial& trial_;
  const Draft draft_;
  const EventChoice& events_;
};

}  // namespace herald::core
