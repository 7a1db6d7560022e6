// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>
#include <string>

#include "engine/config/configuration.h"
#include "engine/config/presets.h"
#include "engine/config/standard_paths.h"
#include "heraldctl/completion/completion_script.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

void printKeys(const Blocks& blocks, std::ostream& out) {
  for (const auto& [name, block] : blocks) out << name << "\n";
}

int printNames(const Arguments& arguments, std::ostream& out) {
  const auto kind = arguments.text("KIND");
  if (kind == "presets") {
    for (const auto& name : Presets(presetFolders(arguments.config())).names()) out << name << "\n";
  } else if (kind == "sinks") {
    printKeys(readConfiguration(arguments.config()).sinks, out);
  } else if (kind == "sources") {
    printKeys(readConfiguration(arguments.config()).sources, out);
  } else {
    throw std::runtime_error("there are no names of the kind `" + kind + "`: write sinks, sources or presets");
  }
  return 0;
}

Verb scriptVerb(const std::string& shell, const std::string& help, std::string (*script)(const std::vector<Verb>&)) {
  return {.name = shell,
          .help = help,
          .run =
              [script](const Arguments&, std::ostream& out) {
                out << script(allVerbs());
                return 0;
              },
          .takesConfig = false};
}

}  // namespace

Verb completionVerb() {
  return {.name = "completion",
          .help = "Print a script by which a shell completes the command line of heraldctl",
          .verbs = {scriptVerb("bash", "Print the script for bash", bashCompletion),
                    scriptVerb("zsh", "Print the script for zsh", zshCompletion),
                    {.name = "names",
                     .help = "Print the names that these scripts offer, one a line",
                     .parameters = {{.name = "KIND",
                                     .help = "sinks, sources or presets",
                                     .required = true,
                                     .words = {"sinks", "sources", "presets"}}},
                     .run = printNames}}};
}

}  // namespace herald::core::ctl
