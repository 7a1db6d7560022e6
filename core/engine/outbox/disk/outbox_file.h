#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/stored.h"

namespace herald::core {

/// What the disk refused, as one clause for the operator.
class DiskProblem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The outbox's file was written by a newer Herald. Nothing in it was changed.
class NewerOutbox : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What an outbox keeps on disk: one SQLite database in WAL mode with a row for each delivery. All functions throw
/// DiskProblem where the disk refuses. One thread may write while another one reads; otherwise for one at a time.
class OutboxFile {
 public:
  struct Options {
    std::filesystem::path path{};
    bool fullSync = true;       ///< a write that has to be safe returns when the disk has it, not only the system
    std::uint64_t reserve = 0;  ///< bytes that stay free on the disk for others
    const char* vfs = nullptr;  ///< SQLite's layer to the system, for tests
  };

  /// Makes the file where it is missing and brings an older one up to date. A damaged one is set aside beside it as
  /// NAME.damaged-TIME, `tell` hears of it in one sentence, and what can be read of it is in the new one. Throws
  /// NewerOutbox as well.
  OutboxFile(Options options, const TimeSource& time, const std::function<void(const std::string&)>& tell);
  ~OutboxFile();

  const Timeline& timeline() const { return timeline_; }
  std::uint64_t lastSequence() const { return lastSequence_; }  ///< that an earlier process gave to anything

  /// What stood there when it was opened, in the order of the sequences; once.
  std::vector<Stored> takeStored() { return std::move(stored_); }

  /// The notes that stood there; once.
  std::vector<std::shared_ptr<const Note>> takeNotes() { return std::move(notes_); }

  /// Gives all that stands there a sequence above this one, in its order. Before takeStored.
  void moveBehind(std::uint64_t sequence);

  /// All changes in their order, or none. `safe`: on the disk itself at the return, as far as the options say.
  void write(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence);

  struct Rows {
    std::map<std::uint64_t, Delivery> found{};  ///< without what is damaged, or is not what was written
    std::vector<std::uint64_t> failed{};        ///< that the disk did not give
    std::string problem{};                      ///< why, of the last of them
  };

  /// The whole deliveries with these sequences.
  Rows read(const std::vector<std::uint64_t>& sequences) const;

  /// Is the disk so full that nothing more should go there?
  bool isLow() const;

 private:
  struct Connection;
  void open();
  void readClock();
  void readIndex();
  void readNotes();
  void write(const Change& change);
  void write(const Note& note);
  void checkInPlace() const;

  const Options options_;
  const TimeSource& time_;
  std::unique_ptr<Connection> writing_;
  std::unique_ptr<Connection> reading_;
  Timeline timeline_;
  std::uint64_t lastSequence_ = 0;
  std::vector<Stored> stored_{};
  std::vector<std::shared_ptr<const Note>> notes_{};
};

}  // namespace herald::core
