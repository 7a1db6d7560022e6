// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "engine/config/configuration.h"
#include "engine/config/core_options.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/dry_run.h"
#include "heraldctl/text/option_table.h"
#include "heraldctl/verbs/option_kinds.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

/// Without a configuration file these are the built-in plugins.
std::vector<fs::path> foldersOf(const fs::path& config) {
  return fs::exists(config) ? pluginFolders(readConfiguration(config)) : pluginFolders({});
}

std::string offersOf(const Library& library) {
  std::string text;
  for (const auto& offer : library.offers) text += (text.empty() ? "" : ", ") + offer.kind + " " + offer.type;
  return text.empty() ? "-" : text;
}

int listPlugins(const Arguments& arguments, std::ostream& out) {
  DryRun dryRun;
  for (const auto& library : dryRun.load(foldersOf(arguments.config())).libraries()) {
    out << library.file.stem().string() << "  " << (library.version.empty() ? "-" : library.version) << "  "
        << (library.loaded ? "loaded" : "refused") << "\n  offers     " << offersOf(library) << "\n  built for  "
        << (library.builtFor.empty() ? "-" : library.builtFor) << "\n  file       " << library.file.string() << "\n";
    if (!library.reason.empty()) out << "  reason     it " << library.reason << "\n";
    for (const auto& [name, why] : library.refused) out << "  refused    " << why << "\n";
  }
  return 0;
}

int showPlugin(const Arguments& arguments, std::ostream& out) {
  const auto type = arguments.text("TYPE");
  DryRun dryRun;
  const PluginHost& plugins = dryRun.load(foldersOf(arguments.config()));
  const Library* library = plugins.find(type);
  if (!library) throw std::runtime_error(plugins.whyMissing(type));
  const auto isIt = [&](const Library::Offer& one) { return one.type == type; };
  const auto& offer = *std::find_if(library->offers.begin(), library->offers.end(), isIt);
  if (arguments.flag("--markdown")) {
    printMarkdown(offer.options, out);
    return 0;
  }
  out << type << ", a " << offer.kind << " of " << library->file.string() << " (" << library->version << ")\n";
  printOptions(offer.options, out);
  out << "and for every " << offer.kind << ":\n";
  printOptions(optionsOf(offer.kind), out);
  return 0;
}

}  // namespace

Verb pluginsVerb() {
  return {.name = "plugins",
          .help = "List the plugins, and why Herald refused a file",
          .run = listPlugins,
          .verbs = {{.name = "show",
                     .help = "Show the options of one plugin",
                     .parameters = {{.name = "TYPE", .help = "The value of the option `type`", .required = true},
                                    {.name = "--markdown",
                                     .help = "Print the table of the plugin's README",
                                     .kind = Parameter::Kind::Flag}},
                     .run = showPlugin}}};
}

}  // namespace herald::core::ctl
