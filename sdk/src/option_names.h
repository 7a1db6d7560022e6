// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

/// Finds the option that a key of the configuration means. See currentName() for former names. Not for plugins.
namespace herald::inline v1 {

/// The option with this name; nullptr if there is none.
const Option* findOption(const std::vector<Option>& options, std::string_view name);

/// The option with members that `key` is a member of ("headers" for "headers.Accept"). The longest name wins.
const Option* mapOf(const std::vector<Option>& options, std::string_view key);

/// What a value under a former name is under today's: "64 MiB" for "64", if the size was formerly called `diskMiB`. Any
/// other value stays as it is.
std::string currentText(const Option& option, std::string_view former, const std::string& text);

/// ", did you mean `retries`?": the option, or member of a map, that a mistyped `key` probably means. It knows former
/// names, and says today's.
std::string nearestOption(const std::vector<Option>& options, std::string_view key);

}  // namespace herald::inline v1
