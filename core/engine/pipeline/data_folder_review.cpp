// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/data_folder_review.h"

#include "base/files/trusted_place.h"

namespace herald::core {

std::vector<ConfigProblem> reviewDataFolder(const Configuration& configuration, uid_t user) {
  const auto why = whyUntrusted(configuration.dataDir, user);
  if (why.empty()) return {};
  const Entry* entry = configuration.core.at("herald").find("dataDir");
  return {{entry ? entry->at : Location{configuration.file.string(), 0}, "herald.dataDir",
           configuration.dataDir.string() + " " + why + ", or use another folder"}};
}

}  // namespace herald::core
