// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/probe_examination.h"

#include <exception>
#include <stdexcept>

#include "herald/prober.h"

namespace herald::core::ctl {

std::vector<Finding> ProbeExamination::look() const {
  using Severity = Finding::Severity;
  std::vector<Finding> findings;
  try {
    for (const auto& [what, remedy, stopsWork] : dynamic_cast<Prober&>(*plugin_).probe(Clock::now() + limit_))
      findings.push_back({stopsWork ? Severity::Error : Severity::Warning, mask_->masked(what), mask_->masked(remedy)});
  } catch (const std::exception& error) {
    throw std::runtime_error(mask_->masked(error.what()));
  }
  return findings;
}

}  // namespace herald::core::ctl
