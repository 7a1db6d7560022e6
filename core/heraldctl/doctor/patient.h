// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/pipeline/plan.h"
#include "heraldctl/doctor/doctor.h"

namespace herald::core::ctl {

/// The Herald of one configuration, as far as it can be known without a daemon. A value.
struct Patient {
  Configuration configuration{};
  Plan plan{};                               ///< empty if the configuration is wrong
  std::vector<ConfigProblem> errors{};       ///< why it is wrong, and warnings
  std::vector<ConfigProblem> permissions{};  ///< what others could read or change
  uid_t user = 0;                            ///< of the daemon

  /// Knows the secrets of the plan, and those that its plugins hide.
  std::shared_ptr<SecretMask> mask = std::make_shared<SecretMask>();
};

/// Reads the configuration with the rights of the daemon, as `heraldctl check` does. A configuration that is wrong or
/// cannot be read is in Patient::errors. It loads plugins. For a process with one thread.
Patient meet(const std::filesystem::path& file);

/// All examinations of a patient. `version` is that of this program; a look at the network takes `limit` at most.
Examinations examinationsOf(const Patient& patient, const std::string& version, std::chrono::milliseconds limit);

}  // namespace herald::core::ctl
