// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "herald/transform.h"
#include "herald/vocabulary.h"
#include "milestones.h"

namespace herald::progress_throttle {

/// Passes progress events only at milestones, and passes every other event. It saves the state of each device, so a
/// restart neither repeats nor loses a milestone.
class ProgressThrottle : public Transform, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  Vocabulary vocabulary() const override { return {}; }

 private:
  Job& jobOf(const std::string& device);
  void throttle(const Event& event, const Emit& emit);

  int every_ = 1;
  bool each_ = false;
  Host* host_ = nullptr;
  std::map<std::string, Job> jobs_;  ///< by device
};

}  // namespace herald::progress_throttle
