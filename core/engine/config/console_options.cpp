// SPDX-License-Identifier: Apache-2.0
#include "engine/config/console_options.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <string_view>

#include "engine/config/block_settings.h"

namespace herald::core {

namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr const char* kHash = "$scrypt$";

bool consistsOf(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return kLetters.find(c) != kLetters.npos || others.find(c) != others.npos; });
}

/// "https://octopi.local:8080": what a browser calls an origin, and no more.
bool isOrigin(const std::string& text) {
  try {
    const Poco::URI uri(text);
    const bool isWeb = uri.getScheme() == "http" || uri.getScheme() == "https";
    return isWeb && !uri.getHost().empty() && uri.getPath().empty() && uri.getUserInfo().empty() &&
           text.find_first_of("?#;, '") == text.npos;
  } catch (const Poco::Exception&) {
    return false;
  }
}

std::vector<Problem> consoleProblems(const ConsoleOptions& options) {
  std::vector<Problem> problems;
  const auto add = [&](const char* option, const std::string& why) { problems.push_back({option, why}); };
  if (!options.password.empty() && !options.password.starts_with(kHash)) {
    add("password", "is not the hash of a password: `heraldctl console --lan` asks for a password and stores its hash");
  }
  if (options.lan && options.password.empty()) {
    add("lan", "lets other machines in: set console.password; `heraldctl console --lan` does both");
  }
  for (const auto& name : options.names) {
    if (!consistsOf(name, ".-_")) add("names", "`" + name + "` is not a host name: leave out http:// and the port");
  }
  for (const auto& origin : options.frame) {
    if (!isOrigin(origin)) add("frame", "`" + origin + "` is not an origin: write one such as http://octopi.local");
  }
  Poco::Net::IPAddress supervisor;
  if (!options.ingress.empty() && !Poco::Net::IPAddress::tryParse(options.ingress, supervisor)) {
    add("ingress", "`" + options.ingress + "` is not an address: the Supervisor of Home Assistant is at 172.30.32.2");
  }
  const auto& path = options.path;
  if (!path.empty() && (!path.starts_with('/') || path.ends_with('/') || !consistsOf(path, "/._-~") ||
                        path.find("//") != path.npos || path.find("..") != path.npos)) {
    add("path", "`" + path + "` is not a path: write one such as /herald, without a slash at its end");
  }
  if (options.idle.count() == 0) add("idle", "has to be more than 0");
  if (options.longest < options.idle) add("longest", "has to be at least console.idle");
  return problems;
}

}  // namespace

std::vector<Option> consoleOptions() {
  return {
      {.name = "enabled",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Whether the port of admin.listen serves the console, to browsers that are logged in."},
      {.name = "lan",
       .type = Type::Flag,
       .fallback = "false",
       .help = "Whether other machines reach the port, too. They need console.password. `heraldctl console --lan` sets "
               "both."},
      {.name = "password",
       .type = Type::Secret,
       .help = "The hash of the password, as `heraldctl console --lan` writes it. Without it, only a link of "
               "`heraldctl console` logs a browser in."},
      {.name = "names",
       .type = Type::List,
       .help = "Names by which browsers may call Herald, besides addresses, localhost and names that end in .local."},
      {.name = "frame",
       .type = Type::List,
       .help = "Origins of pages that may show the console in a frame, such as http://octopi.local. Empty: none may."},
      {.name = "ingress",
       .help = "The address of Home Assistant's Supervisor, 172.30.32.2, if Herald runs as an add-on: then who comes "
               "through it needs no login, because Home Assistant has asked for one."},
      {.name = "path",
       .help = "The path of the console, such as /herald, if a proxy in front of Herald leaves it in the requests."},
      {.name = "idle",
       .type = Type::Duration,
       .fallback = "30m",
       .help = "A browser is logged out if nobody has used it for so long. An open page alone is no use."},
      {.name = "longest",
       .type = Type::Duration,
       .fallback = "12h",
       .help = "Every browser is logged out after so long."},
  };
}

ConsoleOptions readConsoleOptions(const Block& block, std::vector<ConfigProblem>& problems) {
  ConsoleOptions options;
  const auto settings = checkBlock(block, consoleOptions(), problems);
  if (!settings) return readConsoleOptions({.kind = block.kind}, problems);
  options.enabled = settings->flag("enabled");
  options.lan = settings->flag("lan");
  options.password = Poco::trim(settings->text("password"));
  for (const auto& name : settings->list("names")) options.names.insert(Poco::toLower(name));
  options.frame = settings->list("frame");
  options.ingress = settings->text("ingress");
  options.path = settings->text("path") == "/" ? "" : settings->text("path");
  options.idle = settings->duration("idle");
  options.longest = settings->duration("longest");
  auto wrong = consoleProblems(options);
  if (!wrong.empty()) addProblems(block, BadSettings(std::move(wrong)), problems);
  return options;
}

}  // namespace herald::core
