// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <ostream>
#include <stdexcept>

#include "engine/config/configuration.h"
#include "engine/config/core_options.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/option_kinds.h"
#include "herald/safe_text.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/new_plugin/plugin_project.h"
#include "heraldctl/text/option_table.h"
#include "heraldctl/text/plugin_list.h"
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
    if (daemon.reachesDaemon()) return daemon.ask("GET", apiPath({"plugins"}));
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

/// The kinds that flags name: --sink, --source, --transform.
std::vector<std::string> kindsFrom(const Arguments& arguments) {
  std::vector<std::string> kinds;
  for (const std::string kind : {"sink", "source", "transform"})
    if (arguments.flag("--" + kind)) kinds.push_back(kind);
  return kinds;
}

std::string kindFrom(const Arguments& arguments) {
  const auto kinds = kindsFrom(arguments);
  if (kinds.size() != 1) throw std::runtime_error("say what it is: --sink, --source or --transform");
  return kinds.front();
}

void show(const FoundPlugin& plugin, std::ostream& out) {
  const auto& [library, offer] = plugin;
  out << offer.type << ", a " << offer.kind << " of " << library.file.string() << " (" << library.version << ")\n";
  if (!offer.summary.empty()) out << safeText(offer.summary) << "\n";
  printOptions(offer.options, out);
  out << "and for every " << offer.kind << ":\n";
  printOptions(optionsBeside(offer.kind, offer.options), out);
}

/// The plugins of a type that the flags ask for. Without a flag, those of every kind.
std::vector<FoundPlugin> wantedPlugins(const PluginHost& plugins, const Arguments& arguments) {
  const auto type = arguments.text("TYPE");
  const auto kinds = kindsFrom(arguments);
  std::vector<FoundPlugin> wanted;
  for (const auto& one : plugins.ofType(type))
    if (kinds.empty() || std::ranges::find(kinds, one.offer.kind) != kinds.end()) wanted.push_back(one);
  if (wanted.empty()) throw std::runtime_error(plugins.whyMissing(kinds.empty() ? "" : kinds.front(), type));
  return wanted;
}

int showPlugin(const Arguments& arguments, std::ostream& out) {
  DryRun dryRun;
  const PluginHost& plugins = dryRun.load(foldersOf(arguments.config()));
  const auto wanted = wantedPlugins(plugins, arguments);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i > 0) out << "\n";
    arguments.flag("--markdown") ? printMarkdown(wanted[i].offer.options, out) : show(wanted[i], out);
  }
  return 0;
}

int newPlugin(const Arguments& arguments, std::ostream& out) {
  const auto name = arguments.text("NAME");
  const auto kind = kindFrom(arguments);
  const PluginProject project(name, kind);
  DryRun dryRun;
  if (dryRun.load({builtInPlugins()}).find(kind, name))
    throw std::runtime_error("Herald has a " + kind + " `" + name + "` already: choose another name");
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
      .verbs = {{.name = "show",
                 .help = "Show the options of a plugin",
                 .parameters = {{.name = "TYPE", .help = "The value of the option `type`", .required = true},
                                {.name = "--sink", .help = "Only the sink of this type", .kind = Parameter::Kind::Flag},
                                {.name = "--source", .help = "Only the source", .kind = Parameter::Kind::Flag},
                                {.name = "--transform", .help = "Only the transform", .kind = Parameter::Kind::Flag},
                                {.name = "--markdown",
                                 .help = "Print the table of the plugin's README",
                                 .kind = Parameter::Kind::Flag}},
                 .run = showPlugin},
                {.name = "new",
                 .help = "Write a project for a plugin of your own: its class, its test, and a configuration to try",
                 .parameters = {{.name = "NAME", .help = "What users will write as `type`", .required = true},
                                {.name = "--sink", .help = "It delivers events", .kind = Parameter::Kind::Flag},
                                {.name = "--source", .help = "It reports events", .kind = Parameter::Kind::Flag},
                                {.name = "--transform",
                                 .help = "It changes events, or holds them back",
                                 .kind = Parameter::Kind::Flag},
                                {.name = "--folder",
                                 .value = "FOLDER",
                                 .help = "The folder to write to; the default is NAME",
                                 .offer = Parameter::Offer::Files}},
                 .run = newPlugin,
                 .takesConfig = false},
                pluginsTryVerb()}};
}

}  // namespace herald::core::ctl
