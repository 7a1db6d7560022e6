#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/files/files.h"
#include "core/state/state_store.h"

namespace herald::core {

/// The daemon's folder, locked for as long as this object lives, so that two daemons never share it. The lock goes with
/// the process, however it ends. Every thread may call it.
class DataFolder {
 public:
  /// Makes the folder (0700) where it is missing. `onError` is told what the disk refuses of state that is saved later,
  /// from a thread of its own. Throws std::runtime_error that names the folder, and, if another daemon has it, that
  /// daemon's process number.
  explicit DataFolder(std::filesystem::path path, StateWriter::OnError onError = {});
  ~DataFolder();  ///< writes what still waits

  const std::filesystem::path& path() const { return path_; }

  /// The state of one plugin instance: kind "sink", name "slack". The same store for every caller, who may keep it for
  /// longer than this object lives.
  std::shared_ptr<StateStore> state(const std::string& kind, const std::string& name);

 private:
  std::filesystem::path path_;
  FileDescriptor lock_;
  std::shared_ptr<StateWriter> writer_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<StateStore>> stores_;
};

}  // namespace herald::core
