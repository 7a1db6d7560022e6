// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

namespace herald::testing {

/// What the `--help` of heraldctl and of all its verbs names.
struct CommandHelp {
  std::set<std::string> verbs{};    ///< those that do something: "status", "queue move"
  std::set<std::string> options{};  ///< the long ones: "--config"
};

/// Reads the help of heraldctl, verb by verb.
CommandHelp helpOfHeraldctl();

/// The long options in a text: "--config".
std::set<std::string> longOptionsIn(const std::string& text);

}  // namespace herald::testing
