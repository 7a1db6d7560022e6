#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbox/outbox.h"

namespace herald::core {

/// The owner of an instance's notes: "sink.slack".
inline std::string stateOwner(const std::string& kind, const std::string& name) { return kind + '.' + name; }

/// The small durable memory of one plugin instance. It is kept by the outbox, so that it is of the same moment as the
/// deliveries, whatever ends the process. Every thread may call it.
class StateStore {
 public:
  /// `owner`: see stateOwner. The outbox outlives this.
  StateStore(Outbox& outbox, std::string owner);

  /// Empty if never saved.
  std::string load(std::string_view key) const;

  void save(std::string_view key, std::string_view value);  ///< returns when the value is as safe as deliveries are
  void saveLater(std::string_view key, std::string_view value);  ///< returns at once; it is on disk a moment after

  /// Returns at once: the value is for whoever takes it, and stores it in one with the deliveries of an event.
  void saveWithEvent(std::string_view key, std::string_view value);
  std::vector<Note> takeNotes();

 private:
  Note note(std::string_view key, std::string_view value) const;

  Outbox& outbox_;
  const std::string owner_;
  mutable std::mutex mutex_{};
  std::map<std::string, std::string, std::less<>> untaken_{};
};

}  // namespace herald::core
