#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace herald::core::ctl {

struct ImportRequest {
  std::vector<std::string> files{};  ///< config.yaml files, OctoPrint's folders, or templates; empty: looked for
  std::vector<std::string> names{};  ///< one for each file: the source in Herald that is this printer; or none
  std::string out{};                 ///< the folder of Herald's configuration
};

/// Imports the hooks of OctoPrint-Webhooks as sinks, and says in plain words what became of them and what is left to
/// do. Nothing is written unless all of it can be. Returns the exit code; throws std::exception with one sentence.
int importWebhooks(const ImportRequest& request, std::ostream& out);

/// Where OctoPrint's config.yaml lies on this machine: in `home`, in the homes below `root`, and where images put it.
std::vector<std::filesystem::path> findOctoPrints(const std::filesystem::path& root, const std::filesystem::path& home);

}  // namespace herald::core::ctl
