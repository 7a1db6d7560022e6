// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/status_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int status(const Arguments& arguments, std::ostream& out) {
  const auto report = clientFor(arguments.config()).ask("GET", "/status");
  if (arguments.flag("--json")) {
    out << jsonPretty(report) << "\n";
  } else {
    printStatus(report, out);
  }
  return jsonElements(jsonAt(report, "problems")).empty() ? 0 : 1;
}

}  // namespace

Verb statusVerb() {
  return {.name = "status",
          .help = "Show how sources and sinks are; the exit code is 1 if something keeps events from arriving",
          .parameters = {{.name = "--json", .help = "Print everything, as JSON", .kind = Parameter::Kind::Flag}},
          .run = status};
}

}  // namespace herald::core::ctl
