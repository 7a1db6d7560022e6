// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "heraldctl/import/import_webhooks.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int importOctoPrintWebhooks(const Arguments& arguments, std::ostream& out) {
  import::ImportRequest request{arguments.list("CONFIG"), arguments.list("--name"), arguments.text("--out")};
  if (request.out.empty()) request.out = std::filesystem::absolute(arguments.config()).parent_path().string();
  return import::importWebhooks(request, out);
}

}  // namespace

Verb importVerb() {
  return {
      .name = "import",
      .help = "Take over the configuration of another program",
      .verbs = {
          {.name = "octoprint-webhooks",
           .help = "Make sinks of the hooks of OctoPrint-Webhooks, and say what is left to do",
           .parameters =
               {{.name = "CONFIG",
                 .help = "The config.yaml of each OctoPrint, or one exported template; without it, Herald looks in the "
                         "usual places",
                 .kind = Parameter::Kind::List,
                 .offer = Parameter::Offer::Files},
                {.name = "--out",
                 .value = "FOLDER",
                 .help = "The folder to write to; the default is the folder of the configuration",
                 .offer = Parameter::Offer::Files},
                {.name = "--name",
                 .value = "NAME",
                 .help = "The source in Herald for this printer, once for each CONFIG. A hook then gets only its "
                         "events. Printers with the same hook share one sink",
                 .kind = Parameter::Kind::List,
                 .offer = Parameter::Offer::Sources}},
           .run = importOctoPrintWebhooks}}};
}

}  // namespace herald::core::ctl
