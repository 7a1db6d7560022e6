// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <ostream>
#include <stdexcept>

#include "engine/config/configuration.h"
#include "engine/config/core_options.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/dry_run.h"
#include "herald/safe_text.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/new_plugin/plugin_project.h"
#include "heraldctl/text/option_table.h"
#include "heraldctl/text/plugin_list.h"
#include "heraldctl/verbs/option_kinds.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

/// Without a configuration file these are the built-in plugins.
std::vector<fs::path> foldersOf(const fs::path& config) {
  return fs::exists(config) ? pluginFolders(readConfiguration(config)) : pluginFolders({});
}

/// The answer of the running daemon. Without it, says so, and returns nothing.
std::optional<std::string> runningPlugins(const fs::path& config, std::ostream& out) {
  if (!fs::exists(config)) return std::nullopt;
  try {
    const auto daemon = clientFor(config);
    if (daemon.reachesDaemon()) return daemon.ask("GET", "/plugins");
    out << "no daemon runs: these are the files that it would load\n\n";
  } catch (const std::runtime_error& refused) {
    out << safeText(refused.what()) << "; these are the files on disk\n\n";
  }
  return std::nullopt;
}

int listPlugins(const Arguments& arguments, std::ostream& out) {
  DryRun dryRun;
  const auto& onDisk = dryRun.load(foldersOf(arguments.config())).libraries();
  const auto running = runningPlugins(arguments.config(), out);
  printPlugins(onDisk, running, out);
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
  printOptions(optionsBeside(offer.kind, offer.options), out);
  return 0;
}

/// The kind that a flag names: --sink, --source or --transform.
std::string kindFrom(const Arguments& arguments) {
  std::vector<std::string> kinds;
  for (const std::string kind : {"sink", "source", "transform"})
    if (arguments.flag("--" + kind)) kinds.push_back(kind);
  if (kinds.size() != 1) throw std::runtime_error("say what it is: --sink, --source or --transform");
  return kinds.front();
}

int newPlugin(const Arguments& arguments, std::ostream& out) {
  const auto name = arguments.text("NAME");
  const auto kind = kindFrom(arguments);
  const PluginProject project(name, kind);
  DryRun dryRun;
  if (dryRun.load({builtInPlugins()}).find(name))
    throw std::runtime_error("Herald has a plugin `" + name + "` already: choose another name");
  const fs::path folder = arguments.text("--folder").empty() ? name : arguments.text("--folder");
  const auto files = project.write(folder, pluginSkeletons());
  out << folder.string() << " is a project for the " << kind << " `" << name << "`:\n";
  for (const auto& file : files) out << "  " << file.string() << "\n";
  out << "Next: cd " << folder.string() << " && cmake -S . -B build && cmake --build build && ctest --test-dir build\n"
      << "README.md there says how to go on.\n";
  return 0;
}

}  // namespace

Verb pluginsVerb() {
  return {
      .name = "plugins",
      .help = "List the plugins, what of them the daemon runs, and why Herald refused a file",
      .run = listPlugins,
      .verbs = {
          {.name = "show",
           .help = "Show the options of one plugin",
           .parameters = {{.name = "TYPE", .help = "The value of the option `type`", .required = true},
                          {.name = "--markdown",
                           .help = "Print the table of the plugin's README",
                           .kind = Parameter::Kind::Flag}},
           .run = showPlugin},
          {.name = "new",
           .help = "Write a project for a plugin of your own: its class, its test, and a configuration to try",
           .parameters =
               {{.name = "NAME", .help = "What users will write as `type`", .required = true},
                {.name = "--sink", .help = "It delivers events", .kind = Parameter::Kind::Flag},
                {.name = "--source", .help = "It reports events", .kind = Parameter::Kind::Flag},
                {.name = "--transform", .help = "It changes events, or holds them back", .kind = Parameter::Kind::Flag},
                {.name = "--folder", .value = "FOLDER", .help = "The folder to write to; the default is NAME"}},
           .run = newPlugin,
           .takesConfig = false},
          pluginsTryVerb()}};
}

}  // namespace herald::core::ctl
