// SPDX-License-Identifier: Apache-2.0
#include "harness/unpacked.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace herald::testing {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::string unpacked(const std::string& package) {
  const std::string cache = environment("XDG_CACHE_HOME");
  std::string home = (cache.empty() ? environment("HOME") + "/.cache" : cache) + "/herald/" + package;
  if (!std::filesystem::exists(home))
    throw std::runtime_error(package + " is missing: run tests/harness/unpack_debian.sh " + package);
  return home;
}

}  // namespace herald::testing
