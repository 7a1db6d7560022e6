#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/disk/outbox_file.h"
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// Takes an outbox's changes to its file. Whoever needs them there now commits for all who wait; what only ends a
/// delivery follows within kFlush, since it would be made up for by one attempt more. Where the disk refuses, the
/// changes are given back, nothing more goes there, and every kRetry it is tried to bring the file up to date again.
///
/// Everything but read is called with the owner's mutex, which is not held while the disk is written. A row that the
/// disk does not give is tried again with the file opened anew; then it is lost.
class DiskWriter final : public ChangeLog {
 public:
  static constexpr Millis kFlush{200};
  static constexpr Millis kRetry{10000};

  /// What is kept in memory of what is on disk. Called with the mutex.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual std::uint64_t lastSequence() const = 0;
    virtual std::vector<std::uint64_t> onDisk() const = 0;  ///< all that should be there
    virtual std::vector<std::shared_ptr<const Note>> allNotes() const = 0;
    virtual void refused(const Change& change) = 0;  ///< it is in memory only
    virtual void lost(std::uint64_t sequence) = 0;   ///< it is neither on disk nor in memory
    virtual void promote() = 0;                      ///< what is in memory only can go to disk again

    /// What an earlier process left, with sequences above lastSequence() where some were given meanwhile.
    virtual void adopt(const std::vector<Stored>& stored, const std::vector<std::shared_ptr<const Note>>& notes) = 0;

    /// What is on disk can be read again. Called without the mutex.
    virtual void announce() = 0;
  };

  struct Options {
    OutboxFile::Options file{};
    bool events = true;    ///< without, only notes go to disk
    bool progress = true;  ///< progress events go to disk as well
  };

  /// Opens the file; where the disk refuses, it goes on without. Throws NewerOutbox. The rest outlives this.
  DiskWriter(Options options, TimeSource& time, std::mutex& mutex, Owner& owner);
  ~DiskWriter() override;  ///< writes what is left

  std::vector<Stored> takeStored();
  std::vector<std::shared_ptr<const Note>> takeNotes();
  std::uint64_t lastSequence() const { return file_ ? file_->lastSequence() : 0; }

  bool takes(const Event& event) const override;
  bool isOpen() const override { return file_ && problem_.empty(); }
  void log(Change change) override;
  std::uint64_t logged() const { return logged_; }  ///< how many changes so far

  /// Returns when all that was logged so far is safe on disk, or was refused.
  void commit(std::unique_lock<std::mutex>& lock);

  /// Is what store takes safe on disk?
  bool isDurable() const { return options_.events && problem().empty(); }

  /// What keeps new deliveries from the disk, in one sentence; empty if nothing does.
  std::string problem() const;

  /// With or without the mutex. What is lost is missing; throws DiskProblem where the disk does not give one for now.
  std::map<std::uint64_t, Delivery> read(const std::vector<std::uint64_t>& sequences) const;

  /// The disk did not give what was read: it is opened anew, as when it refuses.
  void fail(std::unique_lock<std::mutex>& lock, const std::string& problem);

 private:
  using Lock = std::unique_lock<std::mutex>;

  /// Between what a file has and what it should have.
  struct Gap {
    std::vector<Change> changes{};  ///< that can be made at once
    std::vector<std::uint64_t> missing{};
    std::uint64_t lastSequence = 0;
  };

  std::unique_ptr<OutboxFile> open() const;
  void work();
  Clock::time_point nextWork() const;
  void writePending(Lock& lock);
  void refuse(std::vector<Change> changes, const std::string& problem);
  void noteSpace(bool low);
  void promote();
  void recover(Lock& lock);
  Gap gapOf(const std::vector<Stored>& there) const;
  std::map<std::uint64_t, Delivery> readOnce(const std::vector<std::uint64_t>& sequences) const;
  std::vector<std::uint64_t> fill(OutboxFile& fresh, const Gap& gap) const;

  const Options options_;
  TimeSource& time_;
  std::mutex& mutex_;
  Owner& owner_;
  mutable std::mutex reading_{};                     // for file_'s reading part; taken after mutex_, if both
  mutable std::map<std::uint64_t, int> failedIn_{};  // what was not given, by which of the openings; with reading_
  int openings_ = 0;                                 // the same
  std::unique_ptr<OutboxFile> file_{};               // null: it could not be opened so far
  std::string problem_{};
  bool low_ = false;
  std::vector<Change> pending_{};
  std::uint64_t logged_ = 0, safe_ = 0, safeUpTo_ = 0;  // how many changes are, and have to be
  bool writing_ = false;
  Clock::time_point flushAt_ = Clock::time_point::max();
  Clock::time_point retryAt_ = Clock::time_point::max();
  std::condition_variable done_{};  // a write has ended
  std::condition_variable work_{};  // for the thread
  bool stopped_ = false;
  std::thread thread_{};
};

}  // namespace herald::core
