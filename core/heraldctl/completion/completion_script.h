// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "heraldctl/verbs/verb.h"

namespace herald::core::ctl {

/// The words of a command line as a table, a line for each: PATH|WORD|OFFER|HELP. PATH is the verb, "queue show"; empty
/// for heraldctl itself. WORD is a verb, an option, or the place of an argument: 1, 2 or * for each one from there on.
/// OFFER says what follows: `verb`, `flag`, `text`, `files`, `sinks`, `sources`, `presets` or `words A B`.
std::string completionTable(const std::vector<Verb>& verbs);

/// A script that completes the command line of heraldctl in bash: the table, and a function that reads it. For names of
/// the configuration it runs `heraldctl completion names`.
std::string bashCompletion(const std::vector<Verb>& verbs);

/// The same for zsh, which shows the help of each word too.
std::string zshCompletion(const std::vector<Verb>& verbs);

}  // namespace herald::core::ctl
