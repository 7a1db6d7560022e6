#pragma once

#include <set>
#include <string>
#include <string_view>

#include "herald/outcome.h"

namespace herald::common {

/// Tells from the terminal's lines when the printer begins to wait for somebody. Firmware says so again and again, with
/// other lines between, and in several ways at once: a wait begins with the first of them and is over when none holds
/// any more.
///   - `busy: paused for user` (or input, or MK4duo's `door open`), until `busy: processing`, or until it is not
///   repeated for some time
///   - `action:paused`, until `action:resumed` or a PrintResumed
///   - `action:prompt_show`, until `action:prompt_end` or another prompt
/// The firmware repeats the first every M113 seconds, 2 by default; a longer interval is learnt.
class UserAction {
 public:
  /// Takes one line of the printer's, as `echo:busy: paused for user`. True if a wait begins with it.
  bool line(std::string_view text, Clock::time_point now);

  void resumed();    ///< the job goes on
  void notPaused();  ///< no job is paused: that one was is over; what the firmware repeats ends by itself
  void ended();      ///< no job any more: no wait outlasts it

  /// The reasons that hold, for saving; and back. A saved `busy` counts as heard at `now`.
  std::string text() const;
  static UserAction parse(std::string_view text, Clock::time_point now);

 private:
  bool add(const std::string& reason);
  bool busy(Clock::time_point now);
  void forgetSilent(Clock::time_point now);

  std::set<std::string> reasons_{};
  Clock::time_point heard_{};
  Millis longestGap_{0};
};

}  // namespace herald::common
