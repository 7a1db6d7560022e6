// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/block.h"

namespace herald::core {

/// Environment variables, with their values.
using Variables = std::map<std::string, std::string>;

/// The variables of this process whose names begin with `HERALD_`. Every thread may call it: Herald never changes its
/// environment.
Variables processVariables();

/// True for a variable that stands for a key: `HERALD_` and the key, with `__` for each dot. Every key has a dot, so
/// HERALD_DEMO_URL is none: a configuration may use such a name in ${system.env.…}.
bool standsForKey(const std::string& variable);

/// The key that a variable sets: "sink.slack.url" for HERALD_sink__slack__url. A `_` alone is itself. `___` and two
/// hexadecimal digits are any other character: "source.my-printer.url" for HERALD_source__my___2Dprinter__url. Nothing
/// if the variable stands for no key, or if no such digits follow an odd number of underscores.
std::optional<std::string> keyOfVariable(const std::string& variable);

/// The variable that sets a key, with letters, digits and underscores only. keyOfVariable() makes the key of it again.
std::string variableOf(const std::string& key);

/// The properties that these variables set. A value means what it means in a file, but a backslash is a backslash.
/// `written` are those of the files. Adds to `problems`: an error for each name that is none and for each text that is
/// not UTF-8, and a warning for a variable that is probably meant for a key, unless a file uses it in ${system.env.…}.
Entries readVariables(const Variables& variables, const Entries& written, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
