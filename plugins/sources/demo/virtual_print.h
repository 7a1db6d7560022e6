#pragma once

#include <string>
#include <string_view>

#include "herald/event.h"
#include "herald/json.h"
#include "herald/outcome.h"

namespace herald::demo {

/// A print that only exists in words: what OctoPrint would report of it at any moment, in the shapes of its events
/// (https://docs.octoprint.org/en/master/events/) and of its job API.
class VirtualPrint {
 public:
  enum class State { Printing, Paused, Operational, Error };

  /// `job` tells this print from every other one, also from those of the same file.
  VirtualPrint(std::string file, std::string job, Millis duration);

  /// The moment that the events below are about.
  void set(State state, int percent);

  Event lifecycle(std::string_view type) const;  ///< PrintStarted, PrintPaused, PrintResumed
  Event progress() const;
  Event userActionNeeded() const;
  Event done() const;
  Event failed() const;

 private:
  Event make(std::string_view type, Category category, const JsonObject& payload) const;
  JsonObject payload() const;
  JsonObject context() const;
  JsonObject state() const;
  JsonObject job() const;
  JsonObject advance() const;
  double seconds(int percent) const;

  std::string file_;
  std::string job_;
  Millis duration_;
  State state_ = State::Printing;
  int percent_ = 0;
};

}  // namespace herald::demo
