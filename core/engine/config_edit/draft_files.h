// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/config/config_files.h"

namespace herald::core {

/// Writes texts to their files, and can take them back. For one thread.
class DraftFiles {
 public:
  /// Writes each file atomically, readable for this user alone (0600), and makes missing folders (0700). New files come
  /// before changed ones, which may name them. Throws std::system_error; then all files are as before.
  explicit DraftFiles(const FileTexts& files);

  /// Makes the files as they were. Does what it can if one cannot be written.
  void takeBack() noexcept;

 private:
  FileTexts before_{};
};

}  // namespace herald::core
