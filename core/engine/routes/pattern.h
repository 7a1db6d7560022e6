// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// True if the name matches the glob. `*` stands for any text, `?` for one character. Case does not matter.
bool globMatches(std::string_view glob, std::string_view name);

/// True if some name can match both globs.
bool globsOverlap(std::string_view one, std::string_view other);

/// True if only one name matches the glob: it has no wildcard.
bool isExact(std::string_view glob);

/// True if the name matches any of the globs.
bool anyMatches(const std::vector<std::string>& globs, std::string_view name);

}  // namespace herald::core
