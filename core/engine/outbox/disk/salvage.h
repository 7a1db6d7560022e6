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

/// Copies what can be read of a damaged outbox into a sound, empty one. If that is not everything, it rebuilds the
/// first page of the damaged one, and copies what can be read then. Returns how many deliveries the sound one has.
/// Throws DiskProblem if that refuses.
std::size_t salvage(const std::filesystem::path& damaged, SQLite::Database& sound);

}  // namespace herald::core
