// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/new_plugin/plugin_project.h"

#include <Poco/String.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <stdexcept>
#include <system_error>

#include "base/files/read_file.h"

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostName = 40;
constexpr std::size_t kMostFile = 64 * 1024;

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isPluginName(const std::string& name) {
  const auto fits = [](char c) { return isLower(c) || isDigit(c) || c == '_'; };
  return !name.empty() && name.size() <= kMostName && isLower(name.front()) &&
         std::all_of(name.begin(), name.end(), fits);
}

/// "print_light" becomes "PrintLight".
std::string pascalCase(const std::string& name) {
  std::string pascal;
  bool begins = true;
  for (const char c : name) {
    if (c != '_') pascal += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = c == '_';
  }
  return pascal;
}

/// The new files by their paths within the project.
using NewFiles = std::map<fs::path, std::string>;

/// Throws std::runtime_error if a project cannot begin.
void checkFolders(const fs::path& folder, const fs::path& skeletons) {
  if (!fs::is_directory(skeletons))
    throw std::runtime_error(skeletons.string() + " is not there: install Herald's SDK (Debian: libherald-dev)");
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
    throw std::runtime_error(folder.string() + " is there already: name another folder with --folder");
}

void writeAll(const fs::path& folder, const NewFiles& files) {
  for (const auto& [path, text] : files) {
    fs::create_directories((folder / path).parent_path());
    std::ofstream file(folder / path, std::ios::binary);
    if (!(file << text << std::flush)) throw std::runtime_error("cannot write " + (folder / path).string());
  }
}

}  // namespace

PluginProject::PluginProject(std::string name, std::string kind) : name_(std::move(name)), kind_(std::move(kind)) {
  if (!isPluginName(name_)) {
    throw std::invalid_argument("`" + name_ +
                                "` is no name for a plugin: begin with a letter from a to z, go on with letters, "
                                "digits and underscores, 40 in all");
  }
}

std::string PluginProject::className() const { return pascalCase(name_) + pascalCase(kind_); }

std::string PluginProject::filled(std::string text) const {
  Poco::replaceInPlace(text, std::string("@name@"), name_);
  Poco::replaceInPlace(text, std::string("@class@"), className());
  return text;
}

std::vector<fs::path> PluginProject::write(const fs::path& folder, const fs::path& skeletons) const {
  checkFolders(folder, skeletons);
  const bool isNew = !fs::exists(folder);
  NewFiles files;
  for (const auto& skeleton : {skeletons / "shared", skeletons / kind_}) {
    for (const auto& entry : fs::recursive_directory_iterator(skeleton)) {
      if (!entry.is_regular_file()) continue;
      const auto path = fs::relative(entry.path(), skeleton).replace_extension();  // without .in
      files.emplace(filled(path.string()), filled(readText(entry.path(), kMostFile)));
    }
  }
  try {
    writeAll(folder, files);
  } catch (const std::exception&) {
    std::error_code ignored;  // the first failure says what is wrong
    if (isNew) fs::remove_all(folder, ignored);
    if (!isNew)
      for (const auto& entry : fs::directory_iterator(folder, ignored)) fs::remove_all(entry.path(), ignored);
    throw;
  }
  std::vector<fs::path> paths;
  for (const auto& [path, text] : files) paths.push_back(path);
  return paths;
}

}  // namespace herald::core::ctl
