#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <string>

namespace herald::core::ctl {

/// What the command line asks for.
struct Invocation {
  std::string config{};            ///< the configuration
  std::function<int()> command{};  ///< what is to be done

  /// Gives the verb the option --config.
  CLI::App* takesConfig(CLI::App* verb);
};

/// Adds the verbs that ask the running daemon. `invocation` outlives the parsing.
void addDaemonVerbs(CLI::App& app, Invocation& invocation);

}  // namespace herald::core::ctl
