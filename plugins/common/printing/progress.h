#pragma once

#include <optional>
#include <string_view>

namespace herald::common {

/// OctoPrint's `completion`, raw, as whole percent from 0 to 100. It is null without a job, negative if the size is not
/// known, and above 100 for a file that grew while it was printed.
std::optional<int> wholePercent(std::string_view completion);

/// How far one job is: each whole percent from 1 to 99 once, and never backwards. What was jumped over is not made up
/// for.
class Progress {
 public:
  Progress() = default;
  explicit Progress(int last) : last_(last) {}

  /// True if `percent` is news.
  bool reach(int percent);

  int last() const { return last_; }

 private:
  int last_ = 0;
};

}  // namespace herald::common
