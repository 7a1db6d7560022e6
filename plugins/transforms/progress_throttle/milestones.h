// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::progress_throttle {

/// The progress of a job in whole percent, from 0 to 100: `progress` of the payload, or else `progress.completion` of
/// the context. Nothing if neither is a number from 0.
std::optional<int> percentOf(const Event& event);

/// The job of one device, and the milestones that it has reached. A value.
class Job {
 public:
  struct Step {
    std::vector<int> milestones{};  ///< those that the job has just reached, ascending
    bool newJob = false;
  };

  /// Reads what text() returned. Any other text gives an unknown job.
  static Job parse(std::string_view text);
  std::string text() const;

  /// Moves to `percent` of the job `subject`. Milestones are the multiples of `every` between 0 and 100; a job reaches
  /// each of them once. A new job begins if the subject is another one, if `percent` is 0, or if the last job was at
  /// 100. If a job is first seen at some percent, it skips the milestones before that; `percent` itself may be one.
  Step reach(std::string_view subject, int percent, int every);

  /// Starts a job at the percent that another event than its progress reports. Returns false if the job is known.
  bool start(std::string_view subject, int percent);

  /// The last milestone of the job `subject`; 0 if this is another job. An empty subject stands for any job.
  int milestone(std::string_view subject) const;

 private:
  bool isKnown_ = false;
  std::string subject_;
  int last_ = 0;       ///< percent
  int milestone_ = 0;  ///< the last one; 0 before the first
};

}  // namespace herald::progress_throttle
