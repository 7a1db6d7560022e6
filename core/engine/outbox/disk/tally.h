// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "herald/file_descriptor.h"

namespace herald::core {

/// How much the outbox's file had after its last safe write, in a small file beside it. A database whose log was
/// removed or damaged is sound, but older: the tally tells the next process what is missing. One thread at a time may
/// call it.
class Tally {
 public:
  struct Count {
    std::uint64_t sequence = 0;  ///< the newest that was given
    std::uint64_t rows = 0;      ///< deliveries; only right after a clean end
    bool clean = false;          ///< the process ended well
    bool operator==(const Count&) const = default;
  };

  /// Without the file, or if it is damaged, there is no count.
  explicit Tally(std::filesystem::path file);

  /// The last one. It survives the end of the process, and needs no new room on disk. One that cannot be written is
  /// left out.
  const std::optional<Count>& count() const { return count_; }
  void set(const Count& count);

  /// What `file` lacks if it has this much now, in one sentence; empty if it lacks nothing.
  std::string missing(const std::filesystem::path& file, const Count& now) const;

 private:
  const std::filesystem::path path_;
  FileDescriptor fd_{};
  std::optional<Count> count_{};
};

}  // namespace herald::core
