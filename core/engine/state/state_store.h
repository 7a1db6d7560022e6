// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbox/outbox.h"
#include "herald/mutex.h"

namespace herald::core {

/// The owner of an instance's notes, such as "sink.slack".
inline std::string stateOwner(const std::string& kind, const std::string& name) { return kind + '.' + name; }

/// The small durable memory of one plugin instance. The outbox keeps it, so that after any end of the process it fits
/// the deliveries. Every thread may call it.
class StateStore {
 public:
  /// `owner`: see stateOwner. The outbox outlives this.
  StateStore(Outbox& outbox, std::string owner);

  /// Empty if the key was never saved.
  std::string load(std::string_view key) const HERALD_EXCLUDES(mutex_);

  void save(std::string_view key, std::string_view value);       ///< returns when the value is as safe as a delivery
  void saveLater(std::string_view key, std::string_view value);  ///< returns at once; the disk has it a moment later

  /// Returns at once. load() sees the value, and the next takeNotes() returns it.
  void saveWithEvent(std::string_view key, std::string_view value) HERALD_EXCLUDES(mutex_);

  /// The values to store atomically with the deliveries of an event. It returns each value once.
  std::vector<Note> takeNotes() HERALD_EXCLUDES(mutex_);

 private:
  Note note(std::string_view key, std::string_view value) const;

  Outbox& outbox_;
  const std::string owner_;
  mutable Mutex mutex_{};
  std::map<std::string, std::string, std::less<>> untaken_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
