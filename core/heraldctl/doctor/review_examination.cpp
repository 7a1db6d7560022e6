// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/review_examination.h"

#include <algorithm>

#include "base/text/counted.h"

namespace herald::core::ctl {

namespace {

constexpr std::size_t kMost = 10;

/// A problem says behind its last colon what to do.
Finding findingOf(ConfigProblem problem) {
  Finding finding{problem.severity == Severity::Error ? Finding::Severity::Error : Finding::Severity::Warning};
  const auto colon = problem.text.rfind(": ");
  if (colon != std::string::npos) {
    finding.remedy = problem.text.substr(colon + 2);
    problem.text.resize(colon);
  }
  problem.severity = Severity::Error;  // the finding has the word "warning"
  finding.sentence = toString(problem);
  return finding;
}

}  // namespace

std::vector<Finding> ReviewExamination::look() const {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < std::min(problems_.size(), kMost); ++i) findings.push_back(findingOf(problems_[i]));
  if (problems_.size() > kMost) {
    findings.push_back({Finding::Severity::Warning, counted(problems_.size() - kMost, "more problem"),
                        "`heraldctl check` lists all of them"});
  }
  return findings;
}

}  // namespace herald::core::ctl
