// SPDX-License-Identifier: Apache-2.0
#include "harness/plugin_build.h"

#include <stdexcept>
#include <utility>

#include "harness/process.h"

namespace herald::testing {

namespace fs = std::filesystem;

PluginBuild::PluginBuild(fs::path prefix) : prefix_(std::move(prefix)) {
  run({HERALD_CMAKE, "--install", HERALD_BUILD, "--prefix", prefix_.string(), "--component", "sdk"});
}

fs::path PluginBuild::build(const fs::path& source, const fs::path& build) const {
  const std::string sanitize = HERALD_SANITIZE;
  std::vector<std::string> configure{HERALD_CMAKE,
                                     "-G",
                                     "Ninja",
                                     "-S",
                                     source.string(),
                                     "-B",
                                     build.string(),
                                     "-DCMAKE_PREFIX_PATH=" + prefix_.string(),
                                     "-DCMAKE_CXX_COMPILER=" HERALD_CXX};
  if (!sanitize.empty()) {
    configure.push_back("-DCMAKE_CXX_FLAGS=-fsanitize=" + sanitize);
    configure.push_back("-DHERALD_SANITIZE=" + sanitize);
  }
  run(configure);
  run({HERALD_CMAKE, "--build", build.string()});
  return build;
}

std::string PluginBuild::run(const std::vector<std::string>& command) {
  auto finished = runToEnd(command);
  if (finished.code != 0) throw std::runtime_error(finished.output);
  return std::move(finished.output);
}

}  // namespace herald::testing
