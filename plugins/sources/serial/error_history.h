// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::serial {

/// The last errors of the firmware. Firmware reports one error in several lines, and repeats it for every command that
/// it rejects. This class decides which of these lines is news, and whether an error may have ended the print. For one
/// thread.
class ErrorHistory {
 public:
  /// True if this line is a new error. `kill`: the line only reports that the firmware stops, without a reason.
  /// `halted`: the firmware had stopped before. `now` is in Unix seconds.
  bool isNews(std::string_view text, bool kill, bool halted, double now);

  void printMoved();    ///< a report shows progress of the print
  void clearFailing();  ///< a print has begun or ended

  const std::string& last() const { return last_; }        ///< the newest error that was news; empty: none yet
  const std::string& failing() const { return failing_; }  ///< the newest error; empty if the print has continued since

 private:
  std::string last_{};
  std::string failing_{};
  double heardAt_ = -1e9;
  int moves_ = 0;
};

}  // namespace herald::serial
