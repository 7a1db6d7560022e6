// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/routes/by_type.h"
#include "herald/event.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::core {

/// The options of every sink that OctoPrint-Webhooks has for a hook: `enabled`, `from`, `events`, `message.EVENT`,
/// `eventTopic.EVENT`, `cooldown` and `progress`; and `layers`. They make a route for this sink alone (see Plan), and
/// give each event its topic and its message for people. Immutable; every thread may read it.
class Hook {
 public:
  /// The declarations of these options.
  static std::vector<Option> options();

  Hook();                                   ///< with the defaults
  explicit Hook(const Settings& settings);  ///< throws BadSettings

  bool enabled() const { return enabled_; }
  const std::vector<std::string>& from() const { return from_; }  ///< as Route::from; empty means all
  const std::vector<std::string>& events() const {
    return events_;
  }                                                ///< as Route::events, with PrintProgress added if
                                                   ///< `progress` is set, and PrintLayer if `layers` is
  Millis cooldown() const { return cooldown_; }    ///< 0 means no cooldown
  int progress() const { return progress_; }       ///< percent between two milestones; 0 means every progress event
  std::int64_t layers() const { return layers_; }  ///< layers between two layer events; 0 means every layer

  /// The topic of the configuration, else the name of the event type for people: "Print Done". "Custom Event" for an
  /// unknown type.
  std::string topic(std::string_view type) const;

  /// The message of the configuration, else the default one, else the event type as text.
  Template message(const Event& event) const;

  bool usesInMessages(std::string_view variable) const;

 private:
  void takeMessages(const Settings& settings, std::vector<Problem>& problems);
  void takeTopics(const Settings& settings, std::vector<Problem>& problems);
  void takeProgress(const Settings& settings, std::vector<Problem>& problems);
  void takeLayers(const Settings& settings);

  bool enabled_ = true;
  std::vector<std::string> from_{};
  std::vector<std::string> events_{};
  Millis cooldown_{0};
  int progress_ = 0;
  std::int64_t layers_ = 0;
  ByType<Template> messages_{};   // of the configuration
  ByType<std::string> topics_{};  // the same
};

}  // namespace herald::core
