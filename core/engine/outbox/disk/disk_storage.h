// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/disk/disk_state.h"
#include "engine/outbox/disk/end_marks.h"
#include "engine/outbox/disk/file_reader.h"
#include "engine/outbox/disk/outbox_file.h"
#include "engine/outbox/disk/pending_changes.h"
#include "engine/outbox/disk/storage_log.h"
#include "engine/outbox/disk/tally.h"
#include "engine/outbox/disk/wake_callback.h"
#include "engine/outbox/queue/storage.h"
#include "herald/mutex.h"

namespace herald::core {

/// Stores an outbox in one file. A thread that needs its changes on disk commits for all threads that wait. A change
/// that only ends a delivery follows within kFlush: if the process dies before, the only cost is one more attempt.
///
/// If the disk refuses, the changes stay in memory and nothing else goes to the file. Only the ends of deliveries that
/// are on disk are marked beside it, see EndMarks, as soon as they would have been written. A refused move or replay is
/// in memory, and its old row ends with it. Every kRetry, and when it stops, it opens the file again and brings it up
/// to date. It also does so if the disk does not return a delivery. If a full disk still refuses and nothing in the
/// file waits, it begins a new file, so that the old one's room is free. The dead letters and notes go to the new file
/// through the spare file, see OutboxFile.
///
/// The mutex is not held while the file is written. Every thread may call it.
class DiskStorage final : public Storage {
 public:
  static constexpr Millis kFlush{200};
  static constexpr Millis kRetry{10000};

  struct Options {
    OutboxFile::Options file{};
    bool events = true;    ///< false: only notes go to disk
    bool progress = true;  ///< progress events go to disk too
  };

  /// Opens the file and takes over what an earlier process left; continues without it if the disk refuses. Throws
  /// NewerOutbox. `time` outlives this.
  DiskStorage(const QueueBounds& bounds, Options options, TimeSource& time);
  ~DiskStorage() override;  ///< writes the rest

  // The index calls these four.
  bool takes(const Event& event) const override HERALD_REQUIRES(mutex);
  bool keeps(const Event& event) const override;
  bool isOpen() const override HERALD_REQUIRES(mutex) { return file_ && !state_.refuses(); }
  void log(Change change) override HERALD_REQUIRES(mutex);

  std::uint64_t logged() const override HERALD_REQUIRES(mutex) { return pending_.logged(); }
  void commit() override HERALD_REQUIRES(mutex);
  std::optional<Deliveries> read(const std::vector<std::uint64_t>& sequences) override HERALD_EXCLUDES(mutex);
  void sayLost(std::uint64_t sequence, const std::string& sink) override HERALD_REQUIRES(mutex);
  OutboxHealth health() const override HERALD_REQUIRES(mutex);
  void setWake(Outbox::Wake wake) override HERALD_EXCLUDES(mutex);
  LogStore* deliveryLog() override { return &log_; }

  // For StorageLog. Both throw DiskProblem.
  std::shared_ptr<const OutboxFile> openFile() HERALD_EXCLUDES(mutex);
  void writeLog(const std::vector<LogRow>& rows, const LogBounds& bounds, std::chrono::system_clock::time_point now)
      HERALD_EXCLUDES(mutex);

 private:
  /// A file that was opened again and is up to date, or the reason why not.
  struct Reopened {
    std::shared_ptr<OutboxFile> file{};
    std::vector<StoredDelivery> there{};  // what it had
    std::vector<std::uint64_t> lost{};    // what nobody has any longer
    std::vector<Change> ends{};           // the ends that waited when it was compared with the index
    bool low = false;
    bool full = false;  // the disk has no room, except what the file takes
    std::string problem{};
  };

  using Files = std::vector<std::shared_ptr<const OutboxFile>>;

  std::shared_ptr<OutboxFile> open();
  void work() HERALD_EXCLUDES(mutex);
  Clock::time_point nextWork() const HERALD_REQUIRES(mutex);
  void awaitWork(Clock::time_point until) HERALD_REQUIRES(mutex);
  void awaitWriter() HERALD_REQUIRES(mutex);
  void writePending() HERALD_REQUIRES(mutex);
  void write(OutboxFile& file, const PendingChanges::Batch& batch, std::uint64_t lastSequence, std::size_t rows)
      HERALD_EXCLUDES(mutex);
  void refuse(std::vector<Change> changes, const std::string& problem) HERALD_REQUIRES(mutex);
  enum class Refused { Kept, GivenBack, Lost };
  void takeBack(std::vector<Change>& changes) HERALD_REQUIRES(mutex);
  Refused takeBack(const Change& change) HERALD_REQUIRES(mutex);
  void readBodies(std::span<Change> changes) HERALD_REQUIRES(mutex);
  static bool isLow(OutboxFile& file);
  void setLow(bool low) HERALD_REQUIRES(mutex);
  void promote() HERALD_REQUIRES(mutex);
  bool recover() HERALD_REQUIRES(mutex);
  Reopened reopen(bool isFirst, std::uint64_t lastSequence) HERALD_EXCLUDES(mutex);
  template <typename Attempt>
  Reopened tryFile(Attempt attempt) HERALD_REQUIRES(mutex);
  Reopened replaceFile(std::uint64_t lastSequence) HERALD_EXCLUDES(mutex);
  bool keepInSpare() HERALD_REQUIRES(mutex);
  void takeOver(OutboxFile& file) HERALD_REQUIRES(mutex);
  std::vector<Change> endedIn(std::vector<StoredDelivery>& stored, OutboxFile& file);
  void say(const std::string& damage);
  void remember(const std::vector<std::string>& sentences, std::size_t lost) HERALD_REQUIRES(mutex);
  void reportDamaged(const RowReader::Names& damaged) HERALD_REQUIRES(mutex);
  void reportLost(const RowReader::Names& lost, const std::string& how) HERALD_REQUIRES(mutex);
  void lose(const std::vector<std::uint64_t>& unread, bool isFirst) HERALD_REQUIRES(mutex);
  Files adopt(Reopened reopened, bool isFirst) HERALD_REQUIRES(mutex);

  const Options options_;
  TimeSource& time_;
  WakeCallback wake_{};
  StorageLog log_{*this};
  FileReader reader_{};
  EndMarks ends_;  // these four belong to the thread that has set writing_, as the file does
  Tally tally_;
  std::vector<std::string> said_{};                              // damage that is not remembered yet
  RowReader::Names damagedInFile_{};                             // damaged deliveries that are not reported yet
  std::shared_ptr<OutboxFile> file_ HERALD_GUARDED_BY(mutex){};  // null: it could not be opened so far
  PendingChanges pending_ HERALD_GUARDED_BY(mutex){};
  DiskState state_ HERALD_GUARDED_BY(mutex);
  bool tookOver_ HERALD_GUARDED_BY(mutex) = false;  // the index has what an earlier process left
  bool writing_ HERALD_GUARDED_BY(mutex) = false;   // one thread uses file_ without the mutex; file_ does not change
  bool stopped_ HERALD_GUARDED_BY(mutex) = false;
  Clock::time_point restsUntil_ HERALD_GUARDED_BY(mutex) = Clock::time_point::min();  // the thread; min(): it works
  std::set<std::uint64_t> lost_ HERALD_GUARDED_BY(mutex){};  // deliveries that are reported as lost
  Condition written_{};                                      // writing_ has become false
  Condition work_{};                                         // nextWork() has changed, for the thread
  std::thread thread_{};
};

}  // namespace herald::core
