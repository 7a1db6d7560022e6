#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// Does a name fit a glob (`*`, `?`)? Upper and lower case are the same.
bool globMatches(std::string_view glob, std::string_view name);

/// True if any of the globs fits.
bool anyMatches(const std::vector<std::string>& globs, std::string_view name);

}  // namespace herald::core
