// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace herald::core::import {

struct ImportRequest {
  std::vector<std::string>
      files{};  ///< config.yaml files, OctoPrint's folders, or one template; empty: it looks for them
  std::vector<std::string> names{};  ///< for each file, the source in Herald for this printer; or empty
  std::string out{};                 ///< the folder of Herald's configuration
};

/// Imports the hooks of OctoPrint-Webhooks as sinks. Says what became of each and what is left to do. Writes all files
/// or none. Returns the exit code; throws std::exception with one sentence.
int importWebhooks(const ImportRequest& request, std::ostream& out);

}  // namespace herald::core::import
