// SPDX-License-Identifier: Apache-2.0
#include "engine/config/config_files.h"

#include <set>

#include "base/files/read_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

bool isPropertiesFile(const fs::path& path) {
  return path.extension() == ".properties" && path.filename().string().front() != '.';
}

}  // namespace

std::string ConfigFiles::text(const fs::path& path, std::size_t limit) const {
  const auto draft = drafts_.find(path);
  if (draft == drafts_.end()) return readText(path, limit);
  if (!draft->second) throw std::system_error(std::make_error_code(std::errc::no_such_file_or_directory));
  if (draft->second->size() > limit) throw std::system_error(std::make_error_code(std::errc::file_too_large));
  return *draft->second;
}

std::vector<fs::path> ConfigFiles::propertiesIn(const fs::path& folder, std::error_code& error) const {
  std::set<fs::path> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (isPropertiesFile(it->path())) files.insert(it->path());
  }
  if (error == std::errc::no_such_file_or_directory) error.clear();
  for (const auto& [path, text] : drafts_) {
    if (path.parent_path() != folder || !isPropertiesFile(path)) continue;
    if (text) {
      files.insert(path);
    } else {
      files.erase(path);
    }
  }
  return {files.begin(), files.end()};
}

}  // namespace herald::core
