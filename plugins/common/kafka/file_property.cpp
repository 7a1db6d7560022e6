// SPDX-License-Identifier: Apache-2.0
#include "kafka/file_property.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "herald/regular_file.h"

namespace herald::kafka {
namespace {

bool namesFile(std::string_view property) {
  return property.ends_with(".location") || property.ends_with(".keytab") || property.ends_with(".file");
}

/// ssl.ca.location, and https.ca.location of newer versions.
bool isOfAuthorities(std::string_view property) { return property.ends_with("ca.location"); }

/// Why librdkafka cannot read the file; empty if it can.
std::string whyUnusable(const std::string& path, bool mayBeFolder) {
  if (!path.starts_with('/')) return "is a relative path: write the whole path";
  std::error_code ignored;
  const bool isFolder = mayBeFolder && std::filesystem::is_directory(path, ignored);
  if (const auto what = insteadOfFile(path); !what.empty() && !isFolder) return "is " + what + ": name a file";
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0) return {};
  if (errno == ENOENT) return "does not exist: create it, or correct the path";
  return "cannot be read (" + std::generic_category().message(errno) + "): give it to the daemon's user (chown)";
}

}  // namespace

std::string fileFaultOf(std::string_view property, const std::string& value) {
  if (!namesFile(property)) return {};
  const bool mayBeFolder = isOfAuthorities(property);
  if (mayBeFolder && value == "probe") return {};  // librdkafka looks for the system's authorities
  const auto why = whyUnusable(value, mayBeFolder);
  return why.empty() ? why : "names `" + value + "`, which " + why;
}

}  // namespace herald::kafka
