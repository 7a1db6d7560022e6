// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files/file_identity.h"
#include "engine/outbox/disk/disk_problem.h"
#include "engine/outbox/disk/file_log.h"
#include "engine/outbox/disk/log_table.h"
#include "engine/outbox/disk/row_reader.h"
#include "engine/outbox/disk/row_writer.h"
#include "engine/outbox/disk/spare_file.h"
#include "engine/outbox/disk/timeline.h"
#include "herald/mutex.h"

namespace herald::core {

/// What an outbox has on disk: an SQLite database in WAL mode, with a row for each delivery and each note. An event is
/// in the row of one of its deliveries, see SharedEvents. All functions throw DiskProblem if the disk refuses. Any
/// thread may call read(); it waits for other reads of this file, and for nothing else. One thread at a time may call
/// the other functions.
class OutboxFile {
 public:
  struct Options {
    std::filesystem::path path{};
    bool fullSync = true;       ///< a safe write returns when the disk has it, and not only the system
    std::uint64_t reserve = 0;  ///< bytes of the disk that stay free for others
    const char* vfs = nullptr;  ///< SQLite's layer to the system, for tests
  };

  using Report = std::function<void(const std::string&)>;

  /// Creates the file if it is missing, and migrates an older one. Renames a damaged one to NAME.damaged-TIME, copies
  /// what can be read to the new one, and calls `report` with one sentence about it, also for damaged notes and a
  /// damaged clock. It checks the file before, unless it is large and was closed well. It takes back what is in the
  /// spare file, and reports a damaged one, too. Also throws NewerOutbox.
  OutboxFile(Options options, const TimeSource& time, const Report& report);

  std::uint64_t lastSequence() const { return lastSequence_; }  ///< the newest that an earlier process gave

  /// The deliveries that were there when it was opened, in the order of their sequences. Call it once.
  std::vector<StoredDelivery> takeStored() { return std::move(stored_); }

  /// The deliveries that were there, and were damaged so that they cannot be in the index. They are removed. Call it
  /// once.
  RowReader::Names takeDamaged() { return std::exchange(damaged_, {}); }

  /// The notes that were there. Call it once.
  NoteList takeNotes() { return std::move(notes_); }

  /// Gives all deliveries in the file sequences above this one, in their order. Call it before takeStored.
  void moveBehind(std::uint64_t sequence);

  /// Writes all changes in their order, or none. If `safe`, they are on disk when it returns, as the options say.
  void write(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence);

  /// Reads whole deliveries.
  RowReader::Rows read(const std::vector<std::uint64_t>& sequences) const HERALD_EXCLUDES(turn_);

  /// A delivery that cannot be read, as RowReader::nameOf.
  std::string nameOf(std::uint64_t sequence) const HERALD_EXCLUDES(turn_);

  /// Adds rows to the delivery log and keeps it within its bounds. Syncs nothing. Begins a new log if the old one is
  /// damaged.
  void writeLog(const std::vector<LogRow>& rows, const LogBounds& bounds, std::chrono::system_clock::time_point now);

  /// Empties the delivery log, for room. Returns false if there was nothing in it, or the disk refuses even that.
  bool shedLog();

  /// Calls `read` with the delivery log, unless there is none yet. Any thread may call it; it waits only for other
  /// readers of the log.
  void readLog(const std::function<void(LogTable&)>& read) const;

  /// Takes room of the spare file for this many bytes of deliveries, unless it has it. Does nothing if the disk
  /// refuses.
  void reserveSpare(std::size_t bytes);

  /// Puts these deliveries and notes into the spare file, for the next database at this path. That survives the end of
  /// the process. Returns false if they do not fit, or the disk refuses.
  bool keepInSpare(const std::vector<Delivery>& deliveries, const NoteList& notes, std::uint64_t lastSequence) const;

  /// Gives the room of ended deliveries back to the disk if it is most of the file. Does nothing if the disk refuses.
  void shrink();

  /// Moves SQLite's log into the database and empties it, so that its room is free. Leaves what a full disk refuses, or
  /// a reader holds up: it waits for nobody. SQLite itself only does this when the last program closes the file.
  void emptyLog();

  /// Whether the disk is so full that nothing else should go there.
  bool isLow() const;

  /// How much of the disk the database at this path takes, in bytes.
  static std::uintmax_t sizeAt(const std::filesystem::path& path);

  /// Removes the database at this path, with its log.
  static void remove(const std::filesystem::path& path);

 private:
  struct WriteConnection {
    explicit WriteConnection(const Options& options) : database(openDatabase(options.path, options.vfs)) {}
    SQLite::Database database;
    RowWriter rows{database};
    WriteTransaction::Statements transaction{};
    std::optional<LogTable> log{};  // from its first entry on
    KeptStatement freePages{"PRAGMA freelist_count"};
    std::optional<bool> safe{};  // as `PRAGMA synchronous` is set
    std::optional<std::pair<FileIdentity, FileIdentity>> inPlace{};
  };
  struct ReadConnection {
    explicit ReadConnection(const Options& options) : database(openDatabase(options.path, options.vfs)) {}
    SQLite::Database database;
    RowReader rows{database};
  };

  void open(const Report& report);
  std::string replaceDamaged(const std::string& why, const Report& report);
  void takeSpare(const Report& report);
  void forgetDamaged();
  void reportDamaged(const Report& report, bool isReplaced) const;
  void readClock();
  void readIndex();
  void setSafe(bool safe);
  void writeOnce(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence);
  void recallShared();
  void checkInPlace() const;

  const Options options_;
  const TimeSource& time_;
  const SpareFile spare_;
  mutable FileLog log_;
  std::size_t spared_ = 0;  // how many bytes the spare file was asked to have room for
  std::unique_ptr<WriteConnection> writing_{};
  std::unique_ptr<ReadConnection> reading_{};
  mutable Mutex turn_{};  // held for as long as a read takes: there is one connection for reading
  Timeline timeline_;
  std::uint64_t lastSequence_ = 0;
  bool shrinks_ = true;    // until the disk refuses it
  bool isUndone_ = false;  // a transaction failed: the RowWriter does not know what is in the file
  std::vector<StoredDelivery> stored_{};
  RowReader::Names damaged_{};
  NoteList notes_{};
  std::vector<std::uint64_t> needless_{};  // rows that nobody needs
  std::vector<Note> damagedNotes_{};
  bool clockIsLost_ = false;
};

}  // namespace herald::core
