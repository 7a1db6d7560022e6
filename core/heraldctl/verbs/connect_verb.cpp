// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <optional>

#include "engine/config/configuration.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/connect/connect.h"
#include "heraldctl/connect/daemon_connect.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

/// The daemon that runs with this configuration; nothing if none does. Throws as clientFor() does.
std::optional<ConnectingDaemon> runningDaemon(const std::filesystem::path& config) {
  if (!std::filesystem::exists(config)) return std::nullopt;
  const auto dataDir = readConfiguration(config).dataDir;
  const AdminClient client(dataDir);
  if (!client.reachesDaemon()) return std::nullopt;
  return ConnectingDaemon{[client](const std::string& method, const std::string& path, const std::string& body) {
                            return client.ask(method, path, body);
                          },
                          dataDir};
}

}  // namespace

Verb connectVerb() {
  return {
      .name = "connect",
      .help =
          "Find out what is behind a printer's address, get what Herald needs there, and add a source for it: to the "
          "Herald that runs, or without one beside the configuration",
      .parameters = {{.name = "URL",
                      .help = "The address of OctoPrint or Moonraker, such as octopi.local or http://192.168.1.5:5000, "
                              "or of a broker, such as mqtt://broker.local",
                      .required = true},
                     {.name = "--name",
                      .value = "NAME",
                      .help = "The name of the new source; the default is the first part of the host name"},
                     {.name = "--ca",
                      .value = "FILE",
                      .help = "A PEM file with the certificate authorities to trust instead of the system's",
                      .offer = Parameter::Offer::Files},
                     {.name = "--key-file",
                      .value = "FILE",
                      .help = "A file with the API key, for a Moonraker that wants one",
                      .offer = Parameter::Offer::Files},
                     {.name = "--user", .value = "NAME", .help = "The user at a broker"},
                     {.name = "--password-file",
                      .value = "FILE",
                      .help = "A file with the password of that user",
                      .offer = Parameter::Offer::Files},
                     {.name = "--preset",
                      .value = "NAME",
                      .help = "What publishes at a broker; `heraldctl presets` lists the presets for a source",
                      .offer = Parameter::Offer::Presets}},
      .run = [](const Arguments& arguments, std::ostream& out) {
        const ConnectRequest request{.url = arguments.text("URL"),
                                     .name = arguments.text("--name"),
                                     .ca = arguments.text("--ca"),
                                     .keyFile = arguments.text("--key-file"),
                                     .user = arguments.text("--user"),
                                     .passwordFile = arguments.text("--password-file"),
                                     .preset = arguments.text("--preset")};
        if (const auto daemon = runningDaemon(arguments.config())) return connectThrough(*daemon, request, out);
        return connect(arguments.config(), request, makeHttpClient, out);
      }};
}

}  // namespace herald::core::ctl
