// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/daemon_examination.h"

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"

namespace herald::core::ctl {

std::vector<Finding> findingsInStatus(const std::string& report, const std::string& version) {
  using Severity = Finding::Severity;
  std::vector<Finding> findings;
  const auto running = textAt(report, "version");
  if (running != version) {
    findings.push_back({Severity::Warning, "Herald " + running + " runs, and this is heraldctl " + version,
                        "take over the new version: sudo systemctl restart herald"});
  }
  if (const auto refusal = textAt(report, "refusal"); !refusal.empty()) {
    findings.push_back({Severity::Error, "it runs with an old configuration, because it refused the new one",
                        "`heraldctl check` says why; then `heraldctl reload`"});
  }
  for (const auto problem : jsonElements(jsonAt(report, "problems"))) {
    findings.push_back({Severity::Error, jsonToText(problem), "`heraldctl status` shows more"});
  }
  return findings;
}

std::vector<Finding> DaemonExamination::look() const {
  const AdminClient daemon(dataDir_);
  if (!daemon.reachesDaemon()) {
    return {{Finding::Severity::Error, "no daemon runs with the data folder " + dataDir_.string(),
             "start it: sudo systemctl start herald; `journalctl -u herald` shows why it ended"}};
  }
  return findingsInStatus(daemon.ask("GET", apiPath({"status"})), version_);
}

}  // namespace herald::core::ctl
