// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "engine/pipeline/option_kinds.h"
#include "heraldctl/text/option_table.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

std::string titleOf(const std::string& kind) { return kind == "herald" ? "Herald itself" : "every " + kind; }

int showOptions(const Arguments& arguments, std::ostream& out) {
  const auto kind = arguments.text("KIND");
  const auto& kinds = optionKinds();
  if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    throw std::runtime_error("there are no options of `" + kind + "`" + didYouMean(kind, kinds) +
                             "; choose herald, source, sink, transform or route");
  }
  for (const auto& one : kinds) {
    if (!kind.empty() && one != kind) continue;
    if (kind.empty()) out << (one == kinds.front() ? "" : "\n") << titleOf(one) << "\n";
    arguments.flag("--markdown") ? printMarkdown(optionsOf(one), out) : printOptions(optionsOf(one), out);
  }
  return 0;
}

}  // namespace

Verb optionsVerb() {
  return {.name = "options",
          .help = "Show the options of Herald itself, and of every source, sink, transform or route",
          .parameters = {{.name = "KIND",
                          .help = "Only these: herald, source, sink, transform or route",
                          .words = {"herald", "source", "sink", "transform", "route"}},
                         {.name = "--markdown",
                          .help = "Print the tables of docs/configuration.md",
                          .kind = Parameter::Kind::Flag}},
          .run = showOptions};
}

}  // namespace herald::core::ctl
