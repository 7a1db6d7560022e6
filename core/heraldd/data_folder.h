#pragma once

#include <filesystem>

#include "herald/file_descriptor.h"

namespace herald::core {

/// The daemon's folder, locked for as long as this object lives, so that two daemons never share it. The lock goes with
/// the process, however it ends.
class DataFolder {
 public:
  /// Makes the folder (0700) where it is missing. Throws std::runtime_error that names the folder, and, if another
  /// daemon has it, that daemon's process number.
  explicit DataFolder(std::filesystem::path path);

  /// Makes and locks the folder again where it, or its lock, was removed meanwhile. Throws as the constructor does;
  /// then the old lock stays.
  void renew();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  FileDescriptor lock_;
};

}  // namespace herald::core
