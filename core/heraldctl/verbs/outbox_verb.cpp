// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int acknowledge(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto damage = lineAt(daemon.ask("POST", apiPath({"outbox", "acknowledge"})), "damage");
  out << (damage.empty() ? "there is no damage to acknowledge" : "acknowledged: " + damage) << "\n";
  return 0;
}

}  // namespace

Verb outboxVerb() {
  return {.name = "outbox",
          .help = "Control the file that keeps deliveries",
          .verbs = {{.name = "acknowledge",
                     .help = "Say that you know what the outbox lost to its disk; then it is no longer a problem",
                     .run = acknowledge}}};
}

}  // namespace herald::core::ctl
