#include <ostream>

#include "core/admin/admin_client.h"
#include "core/config/configuration.h"
#include "core/ctl/daemon_commands.h"
#include "core/ctl/status_text.h"
#include "herald/json.h"

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
