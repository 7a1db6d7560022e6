// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Exception.h>
#include <Poco/Glob.h>

#include <string>

namespace herald::filter {

/// Whether a text matches a glob (`*`, `?`, `[a-z]`). Ignores upper and lower case. A malformed glob matches nothing.
inline bool globMatches(const std::string& glob, const std::string& text) {
  try {
    return Poco::Glob(glob, Poco::Glob::GLOB_CASELESS).match(text);
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace herald::filter
