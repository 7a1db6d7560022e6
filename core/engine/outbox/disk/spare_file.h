// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

namespace herald::core {

/// A file beside the outbox's database that takes its room before the disk is full. While Herald replaces the database
/// on a full disk, the spare file has what must not be lost: a small database. One thread at a time may call it.
class SpareFile {
 public:
  static constexpr std::size_t kRoom = std::size_t{1} << 20;  ///< the least, in bytes; it grows by as much
  static constexpr std::size_t kMostRoom = std::size_t{16} << 20;

  explicit SpareFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// Takes room for this many bytes of deliveries, unless it has it. Does nothing if the disk refuses.
  void reserve(std::size_t bytes = 0) const;

  /// Keeps this database, which survives the end of the process and a power cut. Needs no new room on disk. Returns
  /// false if it is larger than the room, or the disk refuses.
  bool keep(const std::string& image) const;

  bool isUsed() const;  ///< it has a database
  void clear() const;   ///< it has none any longer

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace herald::core
