// SPDX-License-Identifier: Apache-2.0
#include "engine/config/property_files.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestFile = std::size_t{4} << 20;

std::string whyUnreadable(const std::error_code& error) {
  std::string why = "cannot read the configuration: ";
  if (error == std::errc::file_too_large) return why + "it is larger than 4 MiB; split it into files in conf.d";
  if (error == std::errc::is_a_directory) return why + "it is a folder; name the file in it";
  if (error == std::errc::no_such_file_or_directory) return why + "there is no such file; check the path";
  if (error == std::errc::permission_denied) return why + "permission denied; let the daemon's user read it";
  return why + error.message();
}

void add(const PropertiesText& text, Entries& entries, std::vector<ConfigProblem>& problems) {
  problems.insert(problems.end(), text.problems.begin(), text.problems.end());
  for (const auto& property : text.properties) {
    const auto [old, isNew] = entries.try_emplace(property.key, entryOf(property));
    if (!isNew)
      problems.push_back(
          {property.at, property.key, "already set at " + toString(old->second.at) + "; keep one of them"});
  }
}

}  // namespace

void addPropertyFile(const fs::path& path, const ConfigFiles& files, Entries& entries,
                     std::vector<ConfigProblem>& problems) {
  try {
    add(parseProperties(files.text(path, kLargestFile), path.string()), entries, problems);
  } catch (const std::system_error& error) {
    problems.push_back({{path.string(), 0}, "", whyUnreadable(error.code())});
  }
}

Entries readPropertyFiles(const fs::path& file, const ConfigFiles& files, const std::vector<fs::path>& except,
                          std::vector<ConfigProblem>& problems) {
  Entries entries;
  try {
    add(parseProperties(files.text(file, kLargestFile), file.string()), entries, problems);
  } catch (const std::system_error& error) {
    throw BadConfiguration({{{file.string(), 0}, "", whyUnreadable(error.code())}});
  }
  const fs::path folder = file.parent_path() / "conf.d";
  std::error_code error;
  for (const auto& path : files.propertiesIn(folder, error)) {
    const bool isExcepted = std::ranges::find(except, fs::absolute(path).lexically_normal()) != except.end();
    if (!isExcepted) addPropertyFile(path, files, entries, problems);
  }
  if (error) {
    problems.push_back(
        {{folder.string(), 0}, "", "cannot read this folder: " + error.message() + "; let the daemon's user read it"});
  }
  return entries;
}

Entry entryOf(const Property& property) {
  return {property.value, property.at, property.key, false, property.lostBackslash, property.reported};
}

}  // namespace herald::core
