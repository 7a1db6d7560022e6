// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// The names of the options that Herald adds to every plugin of a kind: "source", "transform" or "sink". None for any
/// other kind. A plugin cannot declare them, nor a member of a map among them (`on.start`). Two exceptions: a sink may
/// declare `timeout`, as a Duration, and `concurrency`, as an Integer from 1 to 1000, or to 10000 if an attempt of it
/// needs no thread (AsyncSink); then Herald uses the plugin's default, bounds and help. A former name may begin with
/// `on.` or `for.`, so that a plugin that had such an option can rename it. Any thread may call it.
HERALD_API std::vector<std::string> reservedOptions(std::string_view kind);

/// What is wrong with the options that a plugin of this kind declares; empty if nothing is. With an empty kind, no name
/// is reserved. The contract suite reports these mistakes, and Herald refuses a class that has one. Any thread may call
/// it.
HERALD_API std::vector<Problem> declarationProblems(std::string_view kind, const std::vector<Option>& options);

}  // namespace herald::inline v1
