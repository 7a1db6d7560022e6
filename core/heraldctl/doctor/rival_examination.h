// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Does a program run that takes serial devices for its own? ModemManager sends commands for a modem to each new one,
/// and brltty takes those with some USB chips for Braille displays.
class RivalExamination : public Examination {
 public:
  /// `processes` is /proc, and `rules` are the folders of udev, except in a test. A rule of Herald's package there
  /// keeps ModemManager away from boards.
  explicit RivalExamination(std::filesystem::path processes = "/proc",
                            std::vector<std::filesystem::path> rules = {"/etc/udev/rules.d", "/usr/lib/udev/rules.d",
                                                                        "/lib/udev/rules.d"})
      : processes_(std::move(processes)), rules_(std::move(rules)) {}
  std::string name() const override { return "other programs at serial devices"; }
  std::vector<Finding> look() const override;

 private:
  bool runs(const std::string& program) const;
  bool hasRule() const;

  std::filesystem::path processes_;
  std::vector<std::filesystem::path> rules_;
};

}  // namespace herald::core::ctl
