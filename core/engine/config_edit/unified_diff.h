// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core {

/// What changes between two texts, as `diff -u` shows it: three lines around each change. Empty if nothing does. `name`
/// is the file in the first two lines. Every thread may call it.
std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& name);

}  // namespace herald::core
