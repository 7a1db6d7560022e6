// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/outbox_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <system_error>

#include "base/text/counted.h"
#include "engine/outbox/disk/file_header.h"
#include "engine/outbox/disk/outbox_schema.h"
#include "engine/outbox/disk/row_seal.h"
#include "engine/outbox/disk/salvage.h"
#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostUnreadable = 64;            // rows: more are a disk that does not work
constexpr std::int64_t kLeastWaste = 256;              // pages: 1 MiB
constexpr std::uintmax_t kQuicklyChecked = 16U << 20;  // bytes that even an SD card reads in a second

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw DiskProblem(path.string() + ": " + why);
}

[[noreturn]] void refuse(const fs::path& path, const SQLite::Exception& error) {
  throw DiskProblem(path.string() + ": " + error.what(), error.getErrorCode() == SQLITE_FULL);
}

fs::path walOf(const fs::path& path) { return path.string() + "-wal"; }
fs::path sharedOf(const fs::path& path) { return path.string() + "-shm"; }

// Without this, SQLite creates the file with the rights that the umask leaves. The log beside a deleted file belongs to
// nothing: a process that still has it open keeps it.
void makePrivate(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    fs::remove(walOf(path), ignored);
    fs::remove(sharedOf(path), ignored);
  }
  const FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (fd.get() < 0) refuse(path, std::generic_category().message(errno));
}

// A page that the disk does not return is no damage: the read that needs it fails later.
void check(SQLite::Database& database) {
  const auto verdict = database.execAndGet("PRAGMA quick_check(1)").getString();
  for (const auto* unread : {"failed to get page", "unable to get the page"}) {
    if (verdict.find(unread) != std::string::npos) return;
  }
  if (verdict != "ok") throw SQLite::Exception(verdict, SQLITE_CORRUPT);
}

}  // namespace

OutboxFile::OutboxFile(Options options, const TimeSource& time, const Report& report)
    : options_(std::move(options)),
      time_(time),
      spare_(options_.path.parent_path() / "spare"),
      log_(options_.path, options_.vfs),
      timeline_({}, time) {
  bool isReplaced = false;
  try {
    open(report);
  } catch (const SQLite::Exception& error) {
    reading_.reset();
    writing_.reset();
    if (!isDamage(error)) refuse(options_.path, error);
    report(replaceDamaged(error.what(), report));
    isReplaced = true;
  }
  forgetDamaged();
  reportDamaged(report, isReplaced);
}

/// Removes what was damaged, so that it is said once, and what nobody needs.
void OutboxFile::forgetDamaged() {
  if (damaged_.empty() && damagedNotes_.empty() && needless_.empty() && !clockIsLost_) return;
  std::vector<Change> changes;
  for (const auto row : std::exchange(needless_, {})) changes.push_back({.kind = Change::Kind::Remove, .row = row});
  for (const auto& [sequence, name] : damaged_) changes.push_back({.kind = Change::Kind::Remove, .row = sequence});
  for (const auto& note : damagedNotes_) {
    changes.push_back({.kind = Change::Kind::Keep, .note = std::make_shared<const Note>(note)});
  }
  try {
    write(changes, false, lastSequence_);
  } catch (const DiskProblem&) {
    // It is said again at the next start.
  }
}

/// That the clock of a damaged file is lost needs no sentence of its own.
void OutboxFile::reportDamaged(const Report& report, bool isReplaced) const {
  const auto path = options_.path.string();
  if (clockIsLost_ && !isReplaced) {
    report(path + ": its clock was damaged on disk. So Herald may take what waits for younger than it is");
  }
  if (damagedNotes_.empty()) return;
  std::string owners;
  for (const auto& note : damagedNotes_) owners += (owners.empty() ? "" : ", ") + note.owner;
  report(path + ": what these remembered was damaged on disk and is lost: " + owners);
}

/// Makes a sound file of a damaged one. If the disk refuses that, the damaged one is in its place again, for the next
/// try.
std::string OutboxFile::replaceDamaged(const std::string& why, const Report& report) {
  const auto aside = setAside(options_.path, time_.wallClock());
  try {
    open(report);
    const auto rows = salvage(aside, writing_->database).deliveries;
    open(report);
    return options_.path.string() + " was damaged (" + why + "): Herald kept it as " + aside.filename().string() +
           ". It could read " + counted(rows, "delivery", "deliveries") + " and will deliver them; others may be lost";
  } catch (const std::exception& again) {
    reading_.reset();
    writing_.reset();
    putBack(aside, options_.path);
    if (const auto* full = dynamic_cast<const SQLite::Exception*>(&again)) refuse(options_.path, *full);
    throw;
  }
}

void OutboxFile::open(const Report& report) {
  reading_.reset();
  writing_.reset();
  makePrivate(options_.path);
  if (!hasSoundHeader(options_.path)) throw SQLite::Exception("its header is damaged", SQLITE_CORRUPT);
  std::error_code ignored;
  const bool unclean = fs::file_size(walOf(options_.path), ignored) > 0 && !ignored;
  const bool isSmall = fs::file_size(options_.path, ignored) <= kQuicklyChecked;
  writing_ = std::make_unique<WriteConnection>(options_);
  auto& database = writing_->database;
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA journal_size_limit = 4194304");
  if (unclean || isSmall) check(database);
  emptyLog();
  migrate(database);
  takeSpare(report);
  reading_ = std::make_unique<ReadConnection>(options_);
  readClock();
  readIndex();
  auto notes = reading_->rows.notes();
  notes_ = std::move(notes.found);
  damagedNotes_ = std::move(notes.damaged);
}

/// Takes back the dead letters and notes that waited there for this file.
void OutboxFile::takeSpare(const Report& report) {
  if (!spare_.isUsed()) return;
  if (!salvage(spare_.path(), writing_->database).isWhole) {
    report(spare_.path().string() +
           " was damaged: Herald took what it could read of the dead letters and notes in it; others may be lost");
  }
  spare_.clear();
}

/// Without its clock, the newest delivery was accepted at this moment.
void OutboxFile::readClock() {
  auto& rows = reading_->rows;
  auto clock = rows.clock();
  clockIsLost_ = !clock;
  if (!clock) clock = ClockRow{.mark = {.line = rows.newestTime()}};
  timeline_ = Timeline(clock->mark, time_);
  lastSequence_ = clock->lastSequence;
}

void OutboxFile::readIndex() {
  auto index = reading_->rows.index(timeline_);
  stored_ = std::move(index.found);
  damaged_.merge(index.damaged);
  needless_ = std::move(index.needless);
  writing_->rows.setShared(std::move(index.shared));
  if (!stored_.empty()) lastSequence_ = std::max(lastSequence_, stored_.back().sequence);
}

void OutboxFile::moveBehind(std::uint64_t sequence) {
  try {
    auto& database = writing_->database;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    // In two steps, so that no sequence ever exists twice.
    SQLite::Statement away(
        database,
        std::string("UPDATE delivery AS own SET sequence = -(sequence + ?1), checksum = CASE checksum WHEN ") + kSeal +
            " THEN sealed(checksum, sequence + ?1, sink, category, size, accepted, attempts, ended, reason, "
            "status, answer, back) ELSE checksum END");
    away.bind(1, static_cast<std::int64_t>(sequence));
    away.exec();
    database.exec("UPDATE delivery SET sequence = -sequence");
    transaction.commit();
    readIndex();
  } catch (const SQLite::Exception& error) {
    refuse(options_.path, error);
  }
}

/// Tries again without the rows that the disk does not return, as long as they are few.
void OutboxFile::write(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence) {
  for (bool isWritten = false; !isWritten;) {
    const auto unreadable = writing_->rows.unreadable();
    try {
      writeOnce(changes, safe, lastSequence);
      isWritten = true;
    } catch (const SQLite::Exception& error) {
      isUndone_ = true;
      const auto now = writing_->rows.unreadable();
      if (now == unreadable || now > kMostUnreadable) refuse(options_.path, error);
    }
  }
  checkInPlace();
}

void OutboxFile::writeOnce(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence) {
  auto& database = writing_->database;
  if (isUndone_) recallShared();
  const bool full = safe && options_.fullSync;
  setSafe(full);
  WriteTransaction transaction(database, writing_->transaction);
  writing_->rows.write(changes, timeline_);
  writing_->rows.write(ClockRow{.mark = timeline_.mark(time_), .lastSequence = lastSequence});
  transaction.commit();
  // A transaction without changes syncs nothing, but what earlier ones wrote may have to be safe now.
  if (changes.empty() && full) database.exec("PRAGMA wal_checkpoint");
}

void OutboxFile::recallShared() {
  writing_->rows.setShared(RowReader(writing_->database).index(timeline_).shared);
  isUndone_ = false;
}

/// Its pages are free for deliveries then. If they are most of the file, the disk gets their room.
bool OutboxFile::shedLog() {
  try {
    auto& database = writing_->database;
    if (!LogTable::hasAny(database)) return false;
    emptyLog();
    writing_->log.reset();
    LogTable::remove(database);
    emptyLog();
  } catch (const SQLite::Exception&) {
    return false;
  }
  shrink();
  return true;
}

void OutboxFile::setSafe(bool safe) {
  if (writing_->safe == safe) return;
  writing_->database.exec(safe ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  writing_->safe = safe;
}

// Nobody will ever read what goes to a file that was deleted or replaced.
void OutboxFile::checkInPlace() const {
  const std::pair now(identityOf(options_.path), identityOf(walOf(options_.path)));
  auto& known = writing_->inPlace;
  if (!known && now.first.inode != 0 && now.second.inode != 0) known = now;
  if (known != now)
    refuse(options_.path,
           "the file, or " + walOf(options_.path).filename().string() + " beside it, was deleted or replaced");
}

RowReader::Rows OutboxFile::read(const std::vector<std::uint64_t>& sequences) const {
  const MutexLock lock(turn_);
  auto rows = reading_->rows.read(sequences, timeline_);
  if (!rows.failed.empty()) rows.problem = options_.path.string() + ": " + rows.problem;
  return rows;
}

std::string OutboxFile::nameOf(std::uint64_t sequence) const {
  const MutexLock lock(turn_);
  return reading_->rows.nameOf(sequence);
}

/// The table of the log may be damaged though those of the deliveries are sound.
void OutboxFile::writeLog(const std::vector<LogRow>& rows, const LogBounds& bounds, WallTime now) {
  auto& connection = *writing_;
  try {
    setSafe(false);
    WriteTransaction transaction(connection.database, connection.transaction);
    if (!connection.log) {
      LogTable::make(connection.database);
      connection.log.emplace(connection.database);
    }
    connection.log->write(rows, bounds, now);
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    connection.log.reset();
    if (isDamage(error)) LogTable::tryMakeAnew(connection.database);
    refuse(options_.path, error);
  }
}

void OutboxFile::readLog(const std::function<void(LogTable&)>& read) const {
  try {
    log_.read(read);
  } catch (const SQLite::Exception& error) {
    refuse(options_.path, error);
  }
}

void OutboxFile::reserveSpare(std::size_t bytes) {
  if (spared_ != 0 && bytes <= spared_) return;
  spare_.reserve(bytes);
  spared_ = bytes + SpareFile::kRoom / 2;  // so that it is not asked for each delivery
}

bool OutboxFile::keepInSpare(const std::vector<Delivery>& deliveries, const NoteList& notes,
                             std::uint64_t lastSequence) const {
  try {
    SQLite::Database image(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(image);
    RowWriter rows(image);
    SQLite::Transaction transaction(image);
    std::vector<Change> changes;
    changes.reserve(deliveries.size() + notes.size());
    for (const auto& delivery : deliveries) changes.push_back(Change::toStore(0, delivery));
    for (const auto& note : notes) changes.push_back({.kind = Change::Kind::Keep, .note = note});
    rows.write(changes, timeline_);
    rows.write(ClockRow{.mark = timeline_.mark(time_), .lastSequence = lastSequence});
    transaction.commit();
    return spare_.keep(imageOf(image));
  } catch (const SQLite::Exception&) {
    return false;  // no memory
  }
}

void OutboxFile::emptyLog() {
  auto& database = writing_->database;
  database.setBusyTimeout(0);
  database.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.setBusyTimeout(kBusyMillis);
}

void OutboxFile::shrink() {
  if (!shrinks_) return;
  try {
    auto& database = writing_->database;
    auto& freePages = writing_->freePages.in(database);
    const auto free = freePages.executeStep() ? freePages.getColumn(0).getInt64() : 0;
    writing_->freePages.reset();
    if (free < kLeastWaste || free < database.execAndGet("PRAGMA page_count").getInt64() / 8 * 7) return;
    emptyLog();
    database.exec("VACUUM");
    emptyLog();
  } catch (const SQLite::Exception&) {
    shrinks_ = false;
  }
}

std::uintmax_t OutboxFile::sizeAt(const fs::path& path) {
  std::uintmax_t sum = 0;
  for (const auto& file : {path, walOf(path)}) {
    std::error_code error;
    if (const auto size = fs::file_size(file, error); !error) sum += size;
  }
  return sum;
}

void OutboxFile::remove(const fs::path& path) {
  std::error_code ignored;
  for (const auto& file : {path, walOf(path), sharedOf(path)}) fs::remove(file, ignored);
}

bool OutboxFile::isLow() const {
  struct ::statvfs disk {};
  if (options_.reserve == 0 || ::statvfs(options_.path.parent_path().c_str(), &disk) != 0) return false;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < options_.reserve;
}

}  // namespace herald::core
