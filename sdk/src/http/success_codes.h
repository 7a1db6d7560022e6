// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "herald/settings.h"

namespace herald::inline v1 {

/// The codes of the option `success`: ranges, where a single code is a range of one.
using CodeRanges = std::vector<std::pair<int, int>>;

/// Reads the option `success`. Throws BadSettings.
CodeRanges readSuccessCodes(const Settings& settings);

bool contains(const CodeRanges& ranges, int code);

/// True if the operator wrote exactly this code, and not only a range around it.
bool names(const CodeRanges& ranges, int code);

}  // namespace herald::inline v1
