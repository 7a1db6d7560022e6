// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "herald/transform.h"
#include "herald/vocabulary.h"
#include "milestones.h"

namespace herald::progress_throttle {

/// Passes progress events only at milestones, layer events only at every so many layers, and passes every other event.
/// It saves the state of each device, so a restart neither repeats nor loses a milestone. If it is shared with other
/// machines, the id of a milestone depends only on the device, the job and the milestone.
class ProgressThrottle : public Transform, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Passes progress only at milestones, such as every 10 percent or every 10 layers.";
  }
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  Vocabulary vocabulary() const override { return {}; }

 private:
  /// What the transform knows about one device.
  struct Device {
    Job progress{}, layers{};
  };
  Device& deviceOf(const std::string& name);
  void save(const std::string& name, const Device& device);
  void throttle(const Event& event, const Emit& emit);
  void throttleLayers(const Event& event, const Emit& emit);
  void pass(const Event& event, const Emit& emit);
  Job::First first() const { return shared_ ? Job::First::Catches : Job::First::Skips; }

  int every_ = 0;   ///< percent; 0: each progress event passes
  int layers_ = 0;  ///< 0: each layer event passes
  bool each_ = false;
  bool shared_ = false;  ///< other machines see parts of the jobs
  Host* host_ = nullptr;
  std::map<std::string, Device> devices_;
};

}  // namespace herald::progress_throttle
