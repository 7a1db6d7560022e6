// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "herald/file_descriptor.h"

namespace herald::core {

/// The daemon's data folder, locked while this object lives, so that two daemons never share it. The lock ends with the
/// process, even after a crash. For one thread.
class DataFolder {
 public:
  /// Makes the folder (0700) if it is missing. Throws std::runtime_error, which names the folder, if somebody else
  /// could change what is in it (trusted_place.h), and if another daemon uses it, with that daemon's process number.
  explicit DataFolder(std::filesystem::path path);

  /// Checks the place again. Makes and locks the folder again if the folder or its lock was removed. Throws as the
  /// constructor does; then the old lock stays.
  void renew();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  FileDescriptor lock_;
};

}  // namespace herald::core
