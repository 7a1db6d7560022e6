// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "base/files/service_rights.h"
#include "engine/config/config_problem.h"

namespace herald::core::ctl {

/// Gives root the rights of the service while it lives, with which the daemon reads the files. A main file that only
/// root may read is a draft, unless it is that of the service, and so is a build in a folder of root. Then root's
/// rights stay, and a warning says so. Only one may live at a time; the rights are those of the whole process.
class ServiceView {
 public:
  /// `file` is the main file of the configuration.
  ServiceView(const std::filesystem::path& file, std::vector<ConfigProblem>& warnings);

 private:
  std::optional<ServiceRights> rights_{};
};

/// The user whose daemon will use the data folder: root's is the service or root itself. For another user it is
/// probably the one to whom the folder belongs. Call it while a ServiceView lives.
uid_t daemonOf(const std::filesystem::path& dataFolder);

}  // namespace herald::core::ctl
