// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "herald/outcome.h"

namespace herald::printing {

/// Decides from the printer's lines when it begins to wait for somebody. Firmware repeats itself, with other lines
/// between, and reports one wait for several reasons at once. A wait begins with the first reason and ends with the
/// last:
///   - `busy: paused for user` (or for input, or MK4duo's `door open`), until `busy: processing`, or until the printer
///     no longer repeats it
///   - `action:paused`, until `action:resumed` or a PrintResumed
///   - `action:prompt_show`, until `action:prompt_end` or another prompt
/// The firmware repeats the first reason every M113 seconds, 2 by default. This class learns a longer interval.
/// For one thread.
class UserAction {
 public:
  /// Takes one line from the printer, such as `echo:busy: paused for user`. True if a wait begins with it.
  bool line(std::string_view text, Clock::time_point now);

  /// Whether the printer may still wait at `now`. It believes in a wait longer than line() does: up to the longest
  /// interval of repeats.
  bool waits(Clock::time_point now) const;

  void resumed();    ///< the job continues: ends the reasons `busy` and `action:paused`
  void notPaused();  ///< no job is paused: ends the reason `action:paused`
  void ended();      ///< the job has ended: ends every reason

  /// The current reasons, for saving, and back. A saved `busy` counts as repeated at `now`.
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

}  // namespace herald::printing
