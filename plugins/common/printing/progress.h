// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace herald::printing {

/// OctoPrint's raw `completion` as whole percent, from 0 to 100. Returns nothing if `completion` is null (no job) or
/// negative (unknown size). A value above 100 (a file that grew during its print) counts as 100.
std::optional<int> wholePercent(std::string_view completion);

/// The reported progress of one job. Each whole percent from 1 to 99 is news at most once, and never a smaller one
/// than before. Skipped values are not reported later. For one thread.
class Progress {
 public:
  Progress() = default;
  explicit Progress(int last) : last_(last) {}

  /// True if `percent` is news; then it is the last one.
  bool reach(int percent);

  int last() const { return last_; }

 private:
  int last_ = 0;
};

}  // namespace herald::printing
