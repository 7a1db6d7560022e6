// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>

#include "engine/connect/discovery.h"
#include "herald/safe_text.h"
#include "heraldctl/text/table.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int listFound(const Arguments&, std::ostream& out) {
  const auto discovery = discover({});
  if (!discovery.why.empty()) throw std::runtime_error(discovery.why);
  if (discovery.found.empty()) {
    out << "No OctoPrint and no Moonraker announces itself in this network.\n";
    return 0;
  }
  Table table;
  table.add({"TYPE", "NAME", "ADDRESS"});
  for (const auto& [type, title, url] : discovery.found) table.add({type, safeText(title), safeText(url)});
  table.print(out);
  out << "\nTo add one: heraldctl connect ADDRESS\n";
  return 0;
}

}  // namespace

Verb discoverVerb() {
  return {.name = "discover",
          .help = "List the OctoPrints and Moonrakers that announce themselves in this network",
          .run = listFound};
}

}  // namespace herald::core::ctl
