// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Does the daemon run, with the version of this heraldctl, and is it content?
class DaemonExamination : public Examination {
 public:
  DaemonExamination(std::filesystem::path dataDir, std::string version)
      : dataDir_(std::move(dataDir)), version_(std::move(version)) {}
  std::string name() const override { return "daemon"; }
  std::vector<Finding> look() const override;

 private:
  std::filesystem::path dataDir_;
  std::string version_;
};

/// What the daemon's report on itself says that is wrong, for a heraldctl of this version.
std::vector<Finding> findingsInStatus(const std::string& report, const std::string& version);

}  // namespace herald::core::ctl
