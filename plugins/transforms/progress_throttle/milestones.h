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

/// The layer that the payload names. Nothing if it is no number from 1.
std::optional<int> layerOf(const Event& event);

/// The job of one device, and the milestones that it has reached: in percent, or in layers. A value.
class Job {
 public:
  struct Step {
    std::vector<int> milestones{};  ///< those that the job has just reached, ascending
    bool newJob = false;
  };

  enum class First { Skips, Catches };  ///< what a job that is first seen late does with the milestones before

  static constexpr int kPercent = 100;     ///< where a job ends
  static constexpr int kEndless = 100000;  ///< no job has so many layers

  /// Reads what text() returned. Any other text gives an unknown job.
  static Job parse(std::string_view text);
  std::string text() const;

  /// Moves to `value` of the job `subject`. Milestones are the multiples of `every` between 0 and `end`; a job reaches
  /// each of them once. A new job begins if the subject is another one, if `value` is 0, or if the last job was at
  /// `end`. If a job is first seen at some value, it skips or catches the milestones before that; `value` itself may be
  /// one.
  Step reach(std::string_view subject, int value, int every, int end = kPercent, First first = First::Skips);

  /// Starts a job at the value that another event than its progress reports. Returns false if the job is known.
  bool start(std::string_view subject, int value);

  /// The last milestone of the job `subject`; 0 if this is another job. An empty subject stands for any job.
  int milestone(std::string_view subject) const;

 private:
  bool isKnown_ = false;
  std::string subject_;
  int last_ = 0;
  int milestone_ = 0;  ///< the last one; 0 before the first
};

}  // namespace herald::progress_throttle
