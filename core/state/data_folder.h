#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/state/state_store.h"

namespace herald::core {

/// The daemon's folder, locked for as long as this object lives, so that two daemons never share it. The lock goes with the process,
/// however it ends.
class DataFolder {
 public:
  /// Makes the folder (0700) where it is missing. Throws std::runtime_error that names the folder, and, if another daemon
  /// has it, that daemon's process number.
  explicit DataFolder(std::filesystem::path path);
  ~DataFolder();

  const std::filesystem::path& path() const { return path_; }

  /// The state of one plugin instance: kind "sink", name "slack". The same store for every caller.
  std::shared_ptr<StateStore> state(const std::string& kind, const std::string& name);

 private:
  struct Lock;
  std::filesystem::path path_;
  std::unique_ptr<Lock> lock_;
};

}  // namespace herald::core
