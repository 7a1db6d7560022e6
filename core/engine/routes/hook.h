#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"
#include "herald/template.h"

namespace herald::core {

/// What the seed plugin's user configures on a hook, as options of every sink: `enabled`, `from`, `events`,
/// `message.EVENT`, `cooldown` and `progress`. They are short for a route of the sink's own (see Pipeline) and give
/// each event its words for people. Immutable after construction; any thread may read it.
class Hook {
 public:
  /// The declaration of these options, for the check of the configuration.
  static std::vector<Option> options();

  Hook();
  explicit Hook(const Settings& settings);  ///< throws BadSettings

  bool enabled() const { return enabled_; }
  const std::vector<std::string>& from() const { return from_; }  ///< as Route::from; empty: all
  /// Globs on the type; the seed plugin's six by default, and PrintProgress where `progress` is given.
  const std::vector<std::string>& events() const { return events_; }
  Millis cooldown() const { return cooldown_; }  ///< 0: none
  int progress() const { return progress_; }     ///< percent between two milestones; 0: every progress event goes

  std::string topic(
      std::string_view type) const;  ///< "Print Done"; "Custom Event" for one that the seed plugin did not know
  Template message(std::string_view type) const;  ///< the user's text, or the seed plugin's, or the event's type
  bool usesInMessages(std::string_view variable) const;

 private:
  void takeMessages(const Settings& settings, std::vector<Problem>& problems);
  void takeProgress(const Settings& settings, std::vector<Problem>& problems);

  bool enabled_ = true;
  std::vector<std::string> from_{};
  std::vector<std::string> events_{};
  Millis cooldown_{0};
  int progress_ = 0;
  std::map<std::string, Template> messages_{};  // by event type in lower case
};

}  // namespace herald::core
