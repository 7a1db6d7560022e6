// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/service_view.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "engine/config/standard_paths.h"

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

bool isDenied(const fs::path& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
}

}  // namespace

ServiceView::ServiceView(const fs::path& file, std::vector<ConfigProblem>& warnings) {
  rights_.emplace(serviceOwner());
  std::vector<fs::path> needed{builtInPlugins()};
  if (file != defaultConfigFile()) needed.push_back(file);
  const auto denied = std::find_if(needed.begin(), needed.end(), isDenied);
  if (denied == needed.end()) return;
  rights_.reset();
  warnings.push_back(
      {{denied->string(), 0}, "", "the service's user cannot read it, so root's rights were used", Severity::Warning});
}

uid_t daemonOf(const fs::path& dataFolder) {
  struct stat facts {};
  const bool isRoot = ::getuid() == 0;  // with the rights of the service, too
  return isRoot || ::stat(dataFolder.c_str(), &facts) != 0 ? ::geteuid() : facts.st_uid;
}

}  // namespace herald::core::ctl
