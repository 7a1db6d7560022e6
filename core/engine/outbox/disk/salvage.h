// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <cstddef>
#include <filesystem>

namespace herald::core {

/// Renames a damaged database and its log to NAME.damaged-TIME, a name that does not exist yet, and returns the new
/// path. Throws DiskProblem.
std::filesystem::path setAside(const std::filesystem::path& path, std::chrono::system_clock::time_point now);

/// Undoes setAside. Removes what is at `path` now.
void putBack(const std::filesystem::path& aside, const std::filesystem::path& path);

struct Salvaged {
  std::size_t deliveries = 0;  ///< how many the sound outbox has
  bool isWhole = false;        ///< the other one was not damaged: it had nothing that is missing now
};

/// Copies what can be read of an outbox that may be damaged into a sound one. If that is not everything, it rebuilds
/// the first page of the damaged one, and copies what can be read then. Throws DiskProblem if the sound one refuses.
Salvaged salvage(const std::filesystem::path& damaged, SQLite::Database& sound);

}  // namespace herald::core
