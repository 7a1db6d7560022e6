// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/plan.h"
#include "herald/vocabulary.h"

namespace herald::core {

/// What may come from some sources, or may reach a sink.
struct Reachable {
  Vocabulary words{};
  std::size_t sources = 0;  ///< how many sources it may come from
  bool open = false;        ///< a plugin that does not say what it adds takes part, so there may be more
};

/// What the plugins of a plan say about the events that they may add. It asks each plugin once. A plugin that throws or
/// hangs counts as one that says nothing. The plan outlives this object. For one thread.
class PlanVocabulary {
 public:
  explicit PlanVocabulary(const Plan& plan);

  /// The events of the sources that `from` selects, as Route::from, and Herald's own events.
  Reachable from(const std::vector<std::string>& selectors) const;

  /// The variables that a template of this sink may use.
  Reachable variablesOf(const std::string& sink) const;

  /// A transform that waits for events which its route never passes.
  struct Unmet {
    std::string transform{};
    std::string option{};              ///< of the transform
    std::vector<std::string> types{};  ///< what the option names
  };

  /// See Vocabulary::awaits.
  std::vector<Unmet> unmet(const BusRoute& route) const;

  /// What this transform waits for, by option. Empty if no route has it.
  std::map<std::string, std::vector<std::string>> awaitedBy(const std::string& transform) const;

  /// True if a route may take an event of this type to the sink, or if nobody can know that.
  bool reaches(const std::string& sink, const std::string& type) const;

 private:
  using Found = std::optional<Vocabulary>;

  bool mayChangeTypes(const BusRoute& route) const;
  void addRoute(const BusRoute& route, Reachable& reachable) const;

  const Plan& plan_;
  std::map<std::string, Found> sources_{}, sinks_{};
  std::map<const Transform*, Found> transforms_{};
};

}  // namespace herald::core
