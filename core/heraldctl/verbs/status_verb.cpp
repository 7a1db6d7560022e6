// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/status_text.h"
#include "heraldctl/text/watch.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int status(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto ask = [&daemon] { return daemon.ask("GET", apiPath({"status"})); };
  if (arguments.flag("--json")) {
    const auto report = ask();
    out << jsonPretty(report) << "\n";
    return jsonElements(jsonAt(report, "problems")).empty() ? 0 : 1;
  }
  const StatusFilter filter{arguments.text("--tag"), arguments.flag("--failing")};
  if (!arguments.flag("--watch")) return printStatus(ask(), filter, out) ? 1 : 0;
  watch(out, [&](std::ostream& round) { printStatus(ask(), filter, round); });
  return 1;
}

}  // namespace

Verb statusVerb() {
  return {
      .name = "status",
      .help = "Show what needs you, the printers and the sinks; the exit code is 1 if events do not arrive",
      .parameters = {{.name = "--tag", .value = "TAG", .help = "Only printers with this tag; * stands for any text"},
                     {.name = "--failing",
                      .help = "Only printers and sinks that have a problem",
                      .kind = Parameter::Kind::Flag},
                     {.name = "--watch", .help = "Show it again every 2 seconds", .kind = Parameter::Kind::Flag},
                     {.name = "--json", .help = "Print everything, as JSON", .kind = Parameter::Kind::Flag}},
      .run = status};
}

}  // namespace herald::core::ctl
