// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Exception.h>
#include <Poco/Glob.h>

#include <algorithm>
#include <string>
#include <vector>

namespace herald::matching {

/// Whether a text matches a glob (`*`, `?`, `[a-z]`). Ignores upper and lower case. A malformed glob matches nothing.
inline bool globMatches(const std::string& glob, const std::string& text) {
  try {
    return Poco::Glob(glob, Poco::Glob::GLOB_CASELESS).match(text);
  } catch (const Poco::Exception&) {
    return false;
  }
}

/// Whether a text matches one of the globs.
inline bool anyMatches(const std::vector<std::string>& globs, const std::string& text) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return globMatches(glob, text); });
}

}  // namespace herald::matching
