// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "engine/config/config_problem.h"
#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Passes on what the reviews of the configuration have found: errors in it, places that somebody else could change,
/// secrets that everybody can read.
class ReviewExamination : public Examination {
 public:
  ReviewExamination(std::string name, std::vector<ConfigProblem> problems)
      : name_(std::move(name)), problems_(std::move(problems)) {}
  std::string name() const override { return name_; }
  std::vector<Finding> look() const override;

 private:
  std::string name_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace herald::core::ctl
