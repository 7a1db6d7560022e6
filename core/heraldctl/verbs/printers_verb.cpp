// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/printer_list.h"
#include "heraldctl/text/watch.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int printers(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto ask = [&daemon] { return daemon.ask("GET", apiPath({"status"})); };
  const auto tag = arguments.text("--tag");
  if (arguments.flag("--json")) {
    const auto status = ask();
    out << jsonPretty(jsonAt(status, "printers")) << "\n";
  } else if (arguments.flag("--watch")) {
    watch(out, [&](std::ostream& round) { printPrinters(ask(), tag, round); });
  } else {
    printPrinters(ask(), tag, out);
  }
  return 0;
}

}  // namespace

Verb printersVerb() {
  return {
      .name = "printers",
      .help = "Show what each printer does, as its last events told",
      .parameters = {{.name = "--tag", .value = "TAG", .help = "Only printers with this tag; * stands for any text"},
                     {.name = "--watch", .help = "Show it again every 2 seconds", .kind = Parameter::Kind::Flag},
                     {.name = "--json", .help = "Print all of them, as JSON", .kind = Parameter::Kind::Flag}},
      .run = printers};
}

}  // namespace herald::core::ctl
