#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"

namespace herald::progress_throttle {

/// How far a job is, in whole percent from 0 to 100: `progress` of the payload, else `progress.completion` of the
/// context. Nothing where neither is a number of 0 or more.
std::optional<int> percentOf(const Event& event);

/// One device's job and how far it was followed.
class Job {
 public:
  struct Step {
    std::vector<int> milestones{};  ///< that were reached, in their order
    bool newJob = false;
  };

  /// Takes up what text() gave; anything else is a job that nothing is known of.
  static Job parse(std::string_view text);
  std::string text() const;

  /// Moves on to `percent` of the job `subject`. Milestones are the multiples of `every` between 0 and 100, each
  /// reached once a job. It is a new job if the subject is another one, if it stands at 0, or if the last one stood at
  /// 100. Of a job that is met on its way, what lies behind it is no milestone, but where it stands may be one.
  Step reach(std::string_view subject, int percent, int every);

  /// Notes where a job stands that something else than its progress tells of. False if the job is known already.
  bool meet(std::string_view subject, int percent);

  /// The last milestone of the job `subject`; 0 if this is another job. An event without a subject may be of any job.
  int milestone(std::string_view subject) const;

 private:
  bool known_ = false;
  std::string subject_;
  int last_ = 0;
  int milestone_ = 0;
};

}  // namespace herald::progress_throttle
