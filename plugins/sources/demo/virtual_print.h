// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/event.h"
#include "herald/json.h"
#include "herald/outcome.h"

namespace herald::demo {

/// A simulated print. It makes the events that OctoPrint would report, in the form of OctoPrint's events
/// (https://docs.octoprint.org/en/master/events/) and of its job API.
class VirtualPrint {
 public:
  enum class State { Printing, Paused, Operational, Error };

  /// `job` is unique for each print, even if the file is the same. `duration` is the time that the whole print takes.
  VirtualPrint(std::string file, std::string job, Millis duration);

  /// Sets the moment that the following events report.
  void set(State state, int percent);

  Event lifecycle(std::string_view type) const;  ///< PrintStarted, PrintPaused, PrintResumed
  Event progress() const;
  Event layer() const;           ///< PrintLayer
  Event firstLayerDone() const;  ///< at the second layer
  Event userActionNeeded() const;
  Event done() const;
  Event failed() const;

 private:
  Event make(std::string_view type, Category category, const JsonObject& payload) const;
  JsonObject payload() const;
  JsonObject context() const;
  JsonObject state() const;
  JsonObject job() const;
  JsonObject progressStatus() const;
  double seconds(int percent) const;
  int layerNumber() const;

  std::string file_;
  std::string job_;
  Millis duration_;
  State state_ = State::Printing;
  int percent_ = 0;
};

}  // namespace herald::demo
