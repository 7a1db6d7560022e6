// SPDX-License-Identifier: Apache-2.0
// The only file that includes CLI11, which takes long to compile.
#include "heraldctl/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "engine/config/standard_paths.h"
#include "herald/safe_text.h"
#include "herald/settings.h"

namespace herald::core::ctl {

namespace {

/// Lets CLI11 refuse what is not a whole number within the bounds.
CLI::Validator wholeNumber(std::uint64_t least, std::uint64_t most) {
  const auto check = [=](const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = error == std::errc() && end == text.data() + text.size();
    if (isNumber && number >= least && number <= most) return std::string();
    return "`" + text + "` is not a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  };
  return {check, ""};
}

/// The verbs as CLI11 takes them, and what was given to each.
class CommandLine {
 public:
  explicit CommandLine(const std::vector<Verb>& verbs) {
    app_.name("heraldctl");
    app_.set_version_flag("--version", "Herald " HERALD_VERSION);
    app_.require_subcommand(1);
    app_.failure_message([](const CLI::App* app, const CLI::Error& error) {
      return CLI::FailureMessage::simple(app, CLI::Error(error.get_name(), safeText(error.what())));
    });
    for (const auto& verb : verbs) add(app_, verb);
  }

  int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::RequiredError& error) {
      if (!needsVerb(chosen())) return app_.exit(error, out, err);
      explainVerbs(chosen(), err);
      return error.get_exit_code();
    } catch (const CLI::ParseError& error) {
      return app_.exit(error, out, err);
    }
    const auto& [verb, values] = given_.at(&chosen());
    return verb->run(Arguments(config_, values), out);
  }

 private:
  /// The last verb that was given.
  const CLI::App& chosen() const {
    const CLI::App* chosen = &app_;
    while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
    return *chosen;
  }

  static bool needsVerb(const CLI::App& app) { return app.get_require_subcommand_min() > 0; }

  /// For a verb that only holds other verbs: says which word is none of them, or prints the help.
  void explainVerbs(const CLI::App& app, std::ostream& err) const {
    const auto words = app.remaining();
    if (words.empty()) {
      err << app_.help();  // of the last verb
      return;
    }
    std::vector<std::string> names;
    for (const auto* part : app.get_subcommands({})) names.push_back(part->get_name());
    err << "there is no verb `" << safeText(words.front()) << "`" << didYouMean(words.front(), names)
        << "\nRun with --help for more information.\n";
  }

  struct Given {
    const Verb* verb = nullptr;
    Arguments::Values values{};
  };

  void add(CLI::App& parent, const Verb& verb) {
    auto& app = *parent.add_subcommand(verb.name, verb.help);
    auto& given = given_[&app];
    given.verb = &verb;
    for (const auto& parameter : verb.parameters) add(app, parameter, given.values[parameter.name]);
    if (verb.run && verb.takesConfig) {
      app.add_option("-c,--config", config_, "The configuration file; the default is " + config_)->type_name("FILE");
    }
    if (!verb.run) app.require_subcommand(1);
    for (const auto& part : verb.verbs) add(app, part);
  }

  static void add(CLI::App& app, const Parameter& parameter, std::vector<std::string>& values) {
    using Kind = Parameter::Kind;
    if (parameter.kind == Kind::Flag) {
      app.add_flag_callback(
          parameter.name, [&values] { values = {"true"}; }, parameter.help);
      return;
    }
    if (!parameter.fallback.empty()) values = {parameter.fallback};
    const bool isArgument = !parameter.name.starts_with('-');
    const bool isList = parameter.kind == Kind::List || parameter.kind == Kind::Numbers;
    const auto help =
        parameter.fallback.empty() ? parameter.help : parameter.help + "; the default is " + parameter.fallback;
    const auto setOne = [&values](const std::string& value) { values = {value}; };
    auto* option = isList ? app.add_option(parameter.name, values, help)
                          : app.add_option_function<std::string>(parameter.name, setOne, help);
    option->required(parameter.required)->type_name(isArgument ? "" : parameter.value);
    if (isList && !isArgument) option->allow_extra_args(false);
    if (parameter.kind == Kind::Number || parameter.kind == Kind::Numbers) {
      option->check(wholeNumber(parameter.least, parameter.most));
    }
  }

  std::string config_ = defaultConfigFile();
  std::map<const CLI::App*, Given> given_{};
  CLI::App app_{"Checks Herald's configuration, shows what it sends, and controls the running daemon."};
};

}  // namespace

int runCommandLine(int argc, const char* const* argv, const std::vector<Verb>& verbs, std::ostream& out,
                   std::ostream& err) {
  return CommandLine(verbs).run(argc, argv, out, err);
}

}  // namespace herald::core::ctl
