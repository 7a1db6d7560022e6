#pragma once

#include <Poco/Exception.h>
#include <Poco/Glob.h>

#include <string>

namespace herald::filter {

/// Does a text fit a glob (`*`, `?`, `[a-z]`)? Upper and lower case are the same. A glob that is none fits nothing.
inline bool globMatches(const std::string& glob, const std::string& text) {
  try {
    return Poco::Glob(glob, Poco::Glob::GLOB_CASELESS).match(text);
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace herald::filter
