// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::milliseconds kReloadPoll{100};
constexpr int kMostFailures = 50;  // in a row

/// Waits until the reload with this number has ended. Returns the daemon's answer. A reload may open the socket again,
/// so a question that fails is asked again.
std::string resultOf(const AdminClient& daemon, std::uint64_t number) {
  for (int failures = 0;;) {
    try {
      auto answer = daemon.ask("GET", apiPath({"reload"}));
      if (std::stoull(textAt(answer, "ended")) >= number) return answer;
      failures = 0;
    } catch (const std::runtime_error&) {
      if (++failures == kMostFailures) throw;
    }
    std::this_thread::sleep_for(kReloadPoll);
  }
}

int reload(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto number = std::stoull(textAt(daemon.ask("POST", apiPath({"reload"})), "number"));
  const auto refusal = textAt(resultOf(daemon, number), "refusal");
  if (refusal.empty()) {
    out << "Herald runs with the new configuration\n";
    return 0;
  }
  out << refusal << "\nHerald did not take over the new configuration: it runs on with the old one\n";
  return kBadConfiguration;
}

}  // namespace

Verb reloadVerb() {
  return {.name = "reload",
          .help = "Take over the changed configuration; the exit code is 78 if the daemon refuses it",
          .run = reload};
}

}  // namespace herald::core::ctl
