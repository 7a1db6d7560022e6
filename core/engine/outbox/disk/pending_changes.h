// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// The changes that still have to be written, how many changes are safe on disk, and how many have to be. Threads that
/// need a commit count changes: a change is safe if all up to its number are. One thread at a time may call it.
class PendingChanges {
 public:
  /// Changes that one thread writes, in their order.
  struct Batch {
    std::vector<Change> changes{};
    std::uint64_t last = 0;  ///< the number of the last change so far
    bool safe = false;       ///< somebody waits until they are safe
  };

  /// Returns true if no other change waits.
  bool add(Change change);

  std::uint64_t logged() const { return logged_; }  ///< the number of the last change

  /// From now on, all changes up to the last one have to be safe.
  void needSafe() { safeUpTo_ = logged_; }
  bool isSafe(std::uint64_t change) const { return safe_ >= change; }

  /// When the waiting changes have to be written; max() if nothing waits.
  Clock::time_point due() const { return due_; }
  void setDue(Clock::time_point due);  ///< does nothing if nothing waits

  /// All changes that wait. They no longer wait, and nothing is due.
  Batch take();
  void written(const Batch& batch);  ///< the disk has the batch

  /// The disk refuses: returns all that wait. No thread waits for them any longer.
  std::vector<Change> giveUp();

 private:
  std::vector<Change> changes_{};
  std::uint64_t logged_ = 0;
  std::uint64_t safe_ = 0;      // how many are safe, or refused
  std::uint64_t safeUpTo_ = 0;  // how many have to be
  Clock::time_point due_ = Clock::time_point::max();
};

}  // namespace herald::core
