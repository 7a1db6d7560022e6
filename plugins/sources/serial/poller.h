#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "classify.h"
#include "herald/outcome.h"

namespace herald::serial {

/// What Herald asks the printer of its own accord, if it may. Never while the firmware has not acknowledged the
/// question before or says that it is busy, or does nothing but heat. It asks who the printer is (M115) once; then for
/// reports that come by themselves where the firmware can do them (M155, M27 S), and else again and again (M105, M27).
class Poller {
 public:
  struct Topics {
    bool temperature = false;
    bool sd = false;
    bool m27 = false;  ///< with M27 itself, also where the firmware could report by itself
    bool any() const { return temperature || sd || m27; }
  };
  using Can = std::function<bool(std::string_view capability)>;

  Poller(Topics topics, Millis interval, Clock::time_point now);

  void heard(const Line& line, Clock::time_point now);

  /// What is to be sent now, with its end of line; empty: nothing.
  std::string due(const Can& can, Clock::time_point now);

  Clock::time_point wakeAt() const;

 private:
  std::vector<std::string> questions(const Can& can) const;

  Topics topics_;
  Millis interval_;
  Clock::time_point nextRound_;
  Clock::time_point silentUntil_{};  ///< the firmware has work
  Clock::time_point answerBy_{};     ///< the acknowledgement that is waited for
  bool asked_ = false;               ///< who it is
  bool arranged_ = false;            ///< the reports that come by themselves
  std::vector<std::string> waiting_{};
};

}  // namespace herald::serial
