// SPDX-License-Identifier: Apache-2.0
#include "engine/config/relative_paths.h"

#include <system_error>

namespace herald::core {

namespace fs = std::filesystem;

namespace {

fs::path absoluteFolder(const fs::path& folder) {
  return folder.empty() ? fs::current_path() : fs::absolute(folder).lexically_normal();
}

bool isThere(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

RelativePaths::RelativePaths(const fs::path& folder, std::vector<ConfigProblem>& problems)
    : folder_(absoluteFolder(folder)), problems_(problems) {}

fs::path RelativePaths::resolve(const Location& at, const std::string& key, const std::string& text) {
  if (text.starts_with("~/")) {
    problems_.push_back({at, key, "begins with `~`, which only a shell knows: write the whole path"});
  }
  fs::path path = (folder_ / text).lexically_normal();
  if (!at.variable.empty()) return path;
  fs::path beside = (absoluteFolder(fs::path(at.file).parent_path()) / text).lexically_normal();
  if (beside == path || text.empty() || !isThere(beside)) return path;
  const std::string written = beside.lexically_relative(folder_).string();
  if (isThere(path)) {
    warn(at, key, "is " + path.string() + ", not the file beside this one: for that one, write " + written);
    return path;
  }
  warn(at, key,
       "a relative path begins at the folder of the main file: write " + written +
           ", and correct the other paths in this file");
  return beside;
}

void RelativePaths::warn(const Location& at, const std::string& key, const std::string& text) {
  if (warned_.insert(at.file).second) problems_.push_back({at, key, text, Severity::Warning});
}

std::string pathOf(const Entry& entry, const std::string& folder, std::vector<ConfigProblem>& problems) {
  const fs::path written(entry.text);
  const bool isOfShell = !written.empty() && *written.begin() == "~";  // Settings refuses it
  if (written.empty() || folder.empty() || written.is_absolute() || isOfShell) return entry.text;
  const fs::path path = (folder / written).lexically_normal();
  const fs::path before = absoluteFolder({}) / written;
  if (isThere(path) || !isThere(before)) return path.string();
  problems.push_back(
      {entry.at, entry.key,
       "a relative path begins at the folder of the main file: write " + before.lexically_normal().string(),
       Severity::Warning});
  return before.lexically_normal().string();
}

}  // namespace herald::core
