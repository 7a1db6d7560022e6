#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace herald::core {

/// The small durable memory of one plugin instance: one file for each key, in a folder of its own below the data folder,
/// readable by the daemon's user alone. A value is replaced whole or not at all, also when the power goes. Every thread may call it.
class StateStore {
 public:
  /// `folder` is made when the first value is saved.
  explicit StateStore(std::filesystem::path folder);
  ~StateStore();

  std::string load(std::string_view key);  ///< empty if never saved; throws std::runtime_error where the file cannot be read

  /// Returns when the value is on disk. Throws std::runtime_error with what to do where the disk refuses.
  void save(std::string_view key, std::string_view value);

  /// Returns at once; load sees the value from now on, and it is on disk soon after, or when the store is destroyed. What the disk
  /// refuses is reported once through `onError` and tried again with the next value.
  void saveLater(std::string_view key, std::string_view value);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace herald::core
