// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "classify.h"
#include "herald/outcome.h"

namespace herald::serial {

/// Decides what Herald asks the printer, and when. It asks for the firmware (M115) once. Then it asks for automatic
/// reports (M155, M27 S) if the firmware supports them, and otherwise repeats its questions (M105, M27). It asks
/// nothing while the last question is not acknowledged, and while the firmware is busy or only heats. For one thread.
class Poller {
 public:
  struct Topics {
    bool temperature = false;
    bool sd = false;
    bool m27 = false;  ///< M27 each time, even if the firmware supports automatic reports
    bool any() const { return temperature || sd || m27; }
  };
  /// True if the firmware has reported this capability, such as AUTOREPORT_TEMP.
  using Can = std::function<bool(std::string_view capability)>;

  /// `interval`: the time between two rounds of questions.
  Poller(Topics topics, Millis interval, Clock::time_point now);

  /// Takes each line from the printer.
  void heard(const Line& line, Clock::time_point now);

  /// The question to send now, with its end of line. Empty if there is none.
  std::string due(const Can& can, Clock::time_point now);

  Clock::time_point wakeAt() const;

 private:
  std::vector<std::string> questions(const Can& can) const;

  Topics topics_;
  Millis interval_;
  Clock::time_point nextRound_;
  Clock::time_point silentUntil_{};  ///< while the firmware is busy
  Clock::time_point answerBy_{};     ///< how long to wait for the acknowledgement
  bool asked_ = false;               ///< whether M115 was sent
  bool requestedReports_ = false;    ///< whether the automatic reports were requested
  std::vector<std::string> waiting_{};
};

}  // namespace herald::serial
