// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/draft_files.h"

#include <system_error>

#include "base/files/private_folder.h"
#include "base/files/read_file.h"
#include "base/files/replace_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestDraft = std::size_t{4} << 20;

std::optional<std::string> contentNow(const fs::path& path) {
  try {
    return readFile(path, kLargestDraft);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw;
  }
}

void put(const fs::path& path, const std::optional<std::string>& text) {
  if (text) {
    makePrivateFolder(path.parent_path());
    replaceFile(path, *text);
  } else {
    fs::remove(path);
  }
}

}  // namespace

DraftFiles::DraftFiles(const FileTexts& files) {
  FileTexts before;
  for (const auto& [path, text] : files) before[path] = contentNow(path);
  try {
    for (const bool isNew : {true, false}) {
      for (const auto& [path, text] : files) {
        if (before.at(path).has_value() == isNew) continue;
        before_[path] = before.at(path);
        put(path, text);
      }
    }
  } catch (...) {
    takeBack();
    throw;
  }
}

void DraftFiles::takeBack() noexcept {
  for (const bool isNew : {false, true}) {
    for (const auto& [path, text] : before_) {
      if (text.has_value() == isNew) continue;
      try {
        put(path, text);
      } catch (const std::exception&) {
        continue;  // the others, at least
      }
    }
  }
}

}  // namespace herald::core
