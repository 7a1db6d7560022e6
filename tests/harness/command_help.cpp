// SPDX-License-Identifier: Apache-2.0
#include "harness/command_help.h"

#include <regex>
#include <sstream>

#include "harness/process.h"

namespace herald::testing {

namespace {

std::vector<std::string> subcommandsIn(const std::string& help) {
  std::vector<std::string> names;
  std::istringstream lines(help.substr(std::min(help.find("Subcommands:"), help.size())));
  std::string line;
  std::getline(lines, line);
  const std::regex name(R"(^  ([a-z-]+)( .*)?$)");
  for (std::smatch match; std::getline(lines, line);) {
    if (std::regex_match(line, match, name)) names.push_back(match[1]);
  }
  return names;
}

void addHelp(const std::vector<std::string>& path, CommandHelp& all) {
  std::vector<std::string> command{heraldctl()};
  command.insert(command.end(), path.begin(), path.end());
  command.emplace_back("--help");
  const auto help = runToEnd(command).output;
  all.options.merge(longOptionsIn(help));
  const auto parts = subcommandsIn(help);
  const bool runsItself = parts.empty() || help.find("[SUBCOMMAND]") != help.npos;
  if (runsItself) {
    std::string verb;
    for (const auto& word : path) verb += (verb.empty() ? "" : " ") + word;
    all.verbs.insert(verb);
  }
  for (const auto& part : parts) {
    auto longer = path;
    longer.push_back(part);
    addHelp(longer, all);
  }
}

}  // namespace

CommandHelp helpOfHeraldctl() {
  CommandHelp all;
  addHelp({}, all);
  return all;
}

std::set<std::string> longOptionsIn(const std::string& text) {
  const std::regex option("--[a-z][a-z-]*");
  return {std::sregex_token_iterator(text.begin(), text.end(), option), std::sregex_token_iterator()};
}

}  // namespace herald::testing
