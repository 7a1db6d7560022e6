// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace herald::core {

/// Texts of files by absolute path; nothing stands for a file that is missing.
using FileTexts = std::map<std::filesystem::path, std::optional<std::string>>;

/// The files of a configuration: those on disk, with other texts in the place of some. So a change can be checked
/// before it is written. Immutable; every thread may use it.
class ConfigFiles {
 public:
  explicit ConfigFiles(FileTexts drafts = {}) : drafts_(std::move(drafts)) {}

  /// The text of a file. Throws std::system_error as herald::core::readText does.
  std::string text(const std::filesystem::path& path, std::size_t limit) const;

  /// The files `*.properties` of the folder, in the order of their names, without those that begin with a dot. A folder
  /// that is missing has none. Sets `error` if the folder cannot be read.
  std::vector<std::filesystem::path> propertiesIn(const std::filesystem::path& folder, std::error_code& error) const;

  bool isDraft(const std::filesystem::path& path) const { return drafts_.contains(path); }

 private:
  FileTexts drafts_;
};

}  // namespace herald::core
