// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>

#include "base/text/counted.h"
#include "herald/safe_text.h"
#include "heraldctl/try_plugin/plugin_contract.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

/// The values that `--set NAME=VALUE` gave.
std::map<std::string, std::string> optionsFrom(const Arguments& arguments) {
  std::map<std::string, std::string> options;
  for (const auto& one : arguments.list("--set")) {
    const auto equals = one.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw std::runtime_error("`--set " + one + "` has no name or no value: write --set NAME=VALUE");
    options[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return options;
}

/// What `plugins try` runs. Options come from the file that is named, or from the one beside the library.
PluginContract contractFrom(const Arguments& arguments) {
  const fs::path library = arguments.text("FILE");
  fs::path configuration = arguments.text("--options");
  const auto beside = library.parent_path() / "sample.properties";
  if (configuration.empty() && fs::exists(beside)) configuration = beside;
  return {{.library = library, .configuration = configuration, .options = optionsFrom(arguments)},
          std::chrono::seconds(arguments.number("--limit"))};
}

/// Checks each rule of one class, and prints it. Returns how many are broken.
std::size_t tryClass(const PluginContract& contract, const PluginContract::Class& one, std::ostream& out) {
  std::size_t broken = 0;
  for (const auto& rule : one.rules) {
    const auto failures = contract.failuresOf(one, rule);
    out << (failures.empty() ? "  kept    " : "  broken  ") << safeText(rule.name) << "\n";
    for (const auto& sentence : failures) out << "          " << safeText(sentence) << "\n";
    out.flush();
    if (failures.empty()) continue;
    ++broken;
    if (&rule == &one.rules.front()) break;  // with such options no other rule can be checked
  }
  return broken;
}

int tryPlugin(const Arguments& arguments, std::ostream& out) {
  const auto contract = contractFrom(arguments);
  const auto only = arguments.text("--type");
  std::size_t tried = 0, broken = 0, unchecked = 0;
  for (const auto& one : contract.classes()) {
    if (!only.empty() && one.type != only) continue;
    ++tried;
    if (!one.whyRefused.empty()) {
      out << "`" << safeText(one.type) << "` cannot be used: " << safeText(one.whyRefused) << "\n";
      ++broken;
      continue;
    }
    out << "the " << one.kind << " `" << safeText(one.type) << "`\n";
    if (!one.problem.empty()) {
      out << one.problem << "\n";
      ++unchecked;
      continue;
    }
    broken += tryClass(contract, one, out);
  }
  if (tried == 0) throw std::runtime_error("the library has no class `" + only + "`");
  if (broken > 0) {
    out << counted(broken, "fault") << "\n";
    return 1;
  }
  if (unchecked > 0) return kBadConfiguration;
  out << "every rule is kept\n";
  return 0;
}

}  // namespace

Verb pluginsTryVerb() {
  return {
      .name = "try",
      .help = "Check a plugin's library against the rules that every plugin keeps, in processes of its own",
      .parameters =
          {{.name = "FILE", .help = "The library: build/hello.so", .required = true, .offer = Parameter::Offer::Files},
           {.name = "--set",
            .value = "NAME=VALUE",
            .help = "An option of the plugin; may be given several times",
            .kind = Parameter::Kind::List},
           {.name = "--options",
            .value = "CONFIG",
            .help = "Take the options from a block of this type in CONFIG; the default is sample.properties beside "
                    "the library, if there is one",
            .offer = Parameter::Offer::Files},
           {.name = "--type", .value = "TYPE", .help = "Check only this class of the library"},
           {.name = "--limit",
            .value = "SECONDS",
            .help = "A rule that takes longer hangs",
            .kind = Parameter::Kind::Number,
            .fallback = "60",
            .least = 1,
            .most = 3600}},
      .run = tryPlugin,
      .takesConfig = false};
}

}  // namespace herald::core::ctl
