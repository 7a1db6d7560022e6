// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/config_edit/configuration_draft.h"

namespace herald::core {

/// One change that the console has saved.
struct Save {
  std::uint64_t id = 0;
  std::chrono::system_clock::time_point time{};
  std::string what{};  ///< "change slack"
  bool isUndone = false;
  std::vector<BlockChange> blocks{};
  std::optional<BlockRename> rename{};
};

/// The last saves, one file for each, so that each can be undone. For one thread at a time.
class SaveBook {
 public:
  static constexpr std::size_t kMost = 10;

  /// `folder` may be missing.
  explicit SaveBook(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The newest first. Skips a file that is damaged.
  std::vector<Save> all() const;

  /// Throws std::system_error if it cannot be written; then nothing has changed. Removes what is too old. Returns the
  /// id that the save has got.
  std::uint64_t add(Save save);
  void markUndone(std::uint64_t id);  ///< throws as add() does
  void remove(std::uint64_t id);

 private:
  std::filesystem::path fileOf(std::uint64_t id) const;
  void write(const Save& save) const;

  const std::filesystem::path folder_;
};

}  // namespace herald::core
