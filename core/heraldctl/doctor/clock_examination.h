// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// What is known of this machine's clock.
struct ClockFacts {
  std::chrono::system_clock::time_point now{};
  std::optional<bool> synchronised{};  ///< as the kernel says; nothing if it does not say
};

ClockFacts clockFacts();

/// Is the time right? Without it, certificates seem to be expired, and events carry wrong times. A Raspberry Pi has no
/// clock of its own, and begins somewhere in the past.
class ClockExamination : public Examination {
 public:
  explicit ClockExamination(ClockFacts facts) : facts_(facts) {}
  std::string name() const override { return "clock"; }
  std::vector<Finding> look() const override;

 private:
  ClockFacts facts_;
};

}  // namespace herald::core::ctl
