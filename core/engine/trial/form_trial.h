// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/snapshots/snapshots.h"
#include "engine/trial/draft_plan.h"
#include "engine/trial/trial.h"

namespace herald::core {

/// A hook as somebody has filled it in, unsaved.
struct TrialForm {
  std::string sink{};             ///< the name in the form
  std::string original{};         ///< the running sink that it is to replace; empty for a new one
  Configuration configuration{};  ///< the whole configuration as it would be with this hook
};

/// The event to try a hook with.
struct TrialWish {
  std::optional<Event> event{};   ///< one that has happened
  std::string type{"PrintDone"};  ///< without one: an example of this type, from a printer that the hook selects
};

/// What a hook would send for one event.
struct FormPreview {
  std::vector<HttpRequest> requests{};  ///< with secrets masked
  std::string text{};                   ///< what the sink would do besides, for people
  bool wouldSend = false;
  std::string why{};                   ///< why not, or why it would fail; a sentence
  std::vector<std::string> mended{};   ///< the options whose values are wrong, so that others stand for them
  std::vector<std::string> missing{};  ///< the variables that the event does not have
};

/// Tries hooks that are not saved, with new instances of their plugins: without state, without statistics, beside the
/// running sink. What the form leaves as it is stored comes with the configuration. Every thread may call it; it makes
/// one plan at a time.
class FormTrial {
 public:
  static constexpr Millis kPreviewLimit{3000};
  static constexpr Millis kLongestTest{60000};

  struct Daemon {
    MakeDraft make{};
    std::function<std::shared_ptr<const Plan>()> running{};
    Snapshots* cameras = nullptr;  ///< for test events; null for a drawing
  };

  explicit FormTrial(Daemon daemon) : daemon_(std::move(daemon)) {}
  ~FormTrial() { endTests(); }

  /// Every error in the configuration, and the warnings about this sink. Does no I/O of a plugin.
  std::vector<ConfigProblem> check(const TrialForm& form) const;

  /// Sends nothing. Also for a form with errors: then it shows what the rest does. Throws PluginHangs.
  FormPreview preview(const TrialForm& form, const TrialWish& wish) const;

  /// Makes one real attempt, which reaches no link-local address; see LinkLocalBan. It sends the event even if the hook
  /// would not get it, as the transforms leave it, with an id of its own: so a receiver does not take it for one that
  /// it has. Throws BadConfiguration with all errors, and PluginHangs.
  TrialReport send(const TrialForm& form, const TrialWish& wish) const;

  /// Cancels the tests that are under way. From now on, each ends at once.
  void endTests() { stop_.request_stop(); }

 private:
  Plan runningWithout(const TrialForm& form) const;

  const Daemon daemon_;
  std::stop_source stop_{};
};

}  // namespace herald::core
