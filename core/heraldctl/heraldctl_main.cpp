#include <CLI/CLI.hpp>
#include <iostream>

#include "engine/config/configuration.h"
#include "engine/config/standard_paths.h"
#include "heraldctl/connect/connect.h"
#include "heraldctl/verbs/add_daemon_verbs.h"
#include "heraldctl/verbs/import_verb.h"
#include "heraldctl/verbs/local_verbs.h"

namespace {

using namespace herald::core;

constexpr int kBadConfiguration = 78;

/// Prints what went wrong and gives the exit code for it.
int run(const std::function<int()>& command) {
  try {
    return command();
  } catch (const BadConfiguration& bad) {
    std::cerr << bad.what() << std::endl;
    return kBadConfiguration;
  } catch (const std::exception& error) {
    std::cerr << "heraldctl: " << error.what() << std::endl;
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Looks at Herald's configuration and plugins, shows what it sends, and asks the running daemon."};
  app.name("heraldctl");
  app.set_version_flag("--version", "Herald " HERALD_VERSION);
  app.require_subcommand(1);
  ctl::Invocation invocation{defaultConfigFile(), {}};
  auto& config = invocation.config;
  auto& command = invocation.command;
  std::string type, sink, event;
  std::uint16_t port = 8642;
  int answer = 200;
  bool markdown = false;
  const auto takesConfig = [&](CLI::App* verb) { return invocation.takesConfig(verb); };

  takesConfig(app.add_subcommand("check", "Say whether the configuration is right; exit code 78 if not"))
      ->callback([&] { command = [&] { return ctl::check(config, std::cout); }; });

  auto* plugins = takesConfig(app.add_subcommand("plugins", "List the plugins, or show one's options"));
  plugins->callback([&] {
    if (!command) command = [&] { return ctl::listPlugins(config, std::cout); };
  });
  auto* show = takesConfig(plugins->add_subcommand("show", "Show the options of one plugin"));
  show->add_option("NAME", type, "What stands in the configuration as `type`")->required();
  show->add_flag("--markdown", markdown, "As the table of its README");
  show->callback([&] { command = [&] { return ctl::showPlugin(config, type, markdown, std::cout); }; });

  auto* presets = takesConfig(app.add_subcommand("presets", "List the presets for a sink, or show one"));
  presets->callback([&] {
    if (!command) command = [&] { return ctl::listPresets(config, std::cout); };
  });
  auto* showPreset = takesConfig(presets->add_subcommand("show", "Print a preset's file"));
  showPreset->add_option("NAME", type, "What stands in the configuration as `preset`")->required();
  showPreset->callback([&] { command = [&] { return ctl::showPreset(config, type, std::cout); }; });

  auto* listen = app.add_subcommand("listen", "Show every webhook that arrives at a port of this machine");
  listen->add_option("PORT", port, "0 for any free one")->capture_default_str();
  listen->add_option("--status", answer, "What to answer")->capture_default_str()->check(CLI::Range(200, 599));
  listen->callback([&] { command = [&] { return ctl::listen(port, answer, std::cout); }; });

  auto* render =
      takesConfig(app.add_subcommand("render", "Print what a sink would send for an event, without sending it"));
  render->add_option("--sink", sink, "The sink's name")->required();
  render->add_option("--event", event, "A JSON file with the event; - for standard input")->required();
  render->callback([&] { command = [&] { return ctl::render(config, sink, event, std::cout); }; });

  ctl::ConnectRequest octoprint;
  auto* connect =
      takesConfig(app.add_subcommand("connect", "Get an API key of an OctoPrint and write a source for it"));
  connect->add_option("URL", octoprint.url, "OctoPrint's address, as http://octopi.local")->required();
  connect->add_option("--name", octoprint.name, "The new source's name; the first part of the host name by default");
  connect->add_option("--ca", octoprint.ca, "A PEM file with the authorities to trust, in place of the system's");
  connect->callback(
      [&] { command = [&] { return ctl::connect(config, octoprint, herald::makeHttpClient, std::cout); }; });

  ctl::addDaemonVerbs(app, invocation);
  ctl::addImportVerb(app, invocation);

  CLI11_PARSE(app, argc, argv);
  return run(command);
}
