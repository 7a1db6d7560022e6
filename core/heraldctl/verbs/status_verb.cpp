#include <ostream>

#include "engine/config/configuration.h"
#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/status_text.h"
#include "heraldctl/verbs/daemon_verbs.h"

namespace herald::core::ctl {

int status(const std::filesystem::path& config, bool json, std::ostream& out) {
  const auto report = AdminClient(readConfiguration(config).dataDir).ask("GET", "/status").body;
  if (json) {
    out << jsonPretty(report) << "\n";
  } else {
    printStatus(report, out);
  }
  return jsonElements(jsonAt(report, "problems")).empty() ? 0 : 1;
}

}  // namespace herald::core::ctl
