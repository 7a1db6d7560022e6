// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "herald/mutex.h"

namespace herald::core {

/// A picture: an upright JPEG.
using Jpeg = std::shared_ptr<const std::string>;

/// How much a SnapshotStore keeps, and where.
struct SnapshotPlace {
  std::filesystem::path folder{};                  ///< empty: in memory only
  std::size_t bytes = std::size_t{64} << 20;       ///< the most of all pictures; 0 keeps none
  std::size_t memoryBytes = std::size_t{8} << 20;  ///< the most of those in memory
  std::uint64_t reserve = 0;                       ///< how much of the disk stays free
};

/// What people see of a picture.
struct SnapshotFacts {
  std::size_t bytes = 0;
  std::string sha256{};
};

struct SnapshotCounts {
  std::size_t kept = 0;       ///< pictures; one may be that of several events
  std::size_t bytes = 0;      ///< of all of them
  std::uint64_t dropped = 0;  ///< since the start: for want of room, or because the file was damaged
};

/// Keeps the pictures of events, one file for each event in a folder beside the outbox. Above the bounds it drops the
/// oldest picture. It has an index of the files, and the newest pictures also in memory. What the disk refuses is in
/// memory only. A disk that fails costs pictures, and nothing else: no function throws because of it.
///
/// Every thread may call it. put, find, facts and forget may wait for the disk.
class SnapshotStore {
 public:
  /// Takes over the files of an earlier process.
  explicit SnapshotStore(SnapshotPlace place);

  /// The picture of this event, which has none yet. The same object for several events is kept once.
  void put(const std::string& event, const Jpeg& jpeg);

  bool has(const std::string& event) const;
  Jpeg find(const std::string& event);  ///< null if it has none
  std::optional<SnapshotFacts> facts(const std::string& event);

  /// Every event that has a picture here.
  std::vector<std::string> events() const;

  void forget(const std::vector<std::string>& events);
  SnapshotCounts counts() const;

 private:
  struct Kept {
    std::set<std::string> events{};
    std::size_t bytes = 0;
    bool onDisk = false;
    Jpeg jpeg{};  // null: on disk only
  };
  using ByAge = std::map<std::uint64_t, Kept>;  // the oldest first
  using Names = std::vector<std::string>;

  void adopt();
  bool write(const std::string& event, const Jpeg& jpeg, std::string& twin);
  std::string twinOf(const Jpeg& jpeg) const;
  Names add(const std::string& event, const Jpeg& jpeg, const std::string& twin, bool onDisk);
  void add(const std::string& event, std::uint64_t number, std::size_t bytes, bool onDisk, const Jpeg& jpeg)
      HERALD_REQUIRES(mutex_);
  Names bound() HERALD_REQUIRES(mutex_);
  void boundMemory(Names& dropped) HERALD_REQUIRES(mutex_);
  void drop(ByAge::iterator oldest, Names& dropped) HERALD_REQUIRES(mutex_);
  void remove(const Names& events) const;
  void sayRefused(const std::string& why);
  std::filesystem::path fileOf(const std::string& event) const;

  const SnapshotPlace place_;
  std::atomic<bool> refused_ = false;  // the disk took no picture, and the log says so

  mutable Mutex mutex_{};
  ByAge kept_ HERALD_GUARDED_BY(mutex_){};
  std::map<std::string, std::uint64_t, std::less<>> byEvent_ HERALD_GUARDED_BY(mutex_){};
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
  std::size_t bytes_ HERALD_GUARDED_BY(mutex_) = 0;
  std::size_t memoryBytes_ HERALD_GUARDED_BY(mutex_) = 0;
  std::uint64_t dropped_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
