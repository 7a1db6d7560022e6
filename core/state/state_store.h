#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/state/state_writer.h"

namespace herald::core {

/// The small durable memory of one plugin instance: one file for each key, in a folder of its own below the data
/// folder, readable by the daemon's user alone. A value is replaced whole or not at all, also when the power goes.
/// Every thread may call it; there must be only one store for a folder.
class StateStore {
 public:
  /// `folder` is made when the first value is saved. A DataFolder shares one writer among its stores.
  explicit StateStore(std::filesystem::path folder,
                      std::shared_ptr<StateWriter> writer = std::make_shared<StateWriter>());

  /// Empty if never saved; throws std::runtime_error where the file cannot be read.
  std::string load(std::string_view key) const;

  /// Returns when the value is on disk. Throws std::runtime_error with what to do where the disk refuses.
  void save(std::string_view key, std::string_view value);

  /// Returns at once; load sees the value from now on, and it is on disk within a second, or when the writer is
  /// destroyed. What the disk refuses is told to the writer's owner and tried again with the next value.
  void saveLater(std::string_view key, std::string_view value);

 private:
  std::filesystem::path fileOf(std::string_view key) const;

  std::filesystem::path folder_;
  std::shared_ptr<StateWriter> writer_;
};

}  // namespace herald::core
