#include "engine/outbox/disk/outbox_file.h"

#include <Poco/Checksum.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "base/files/files.h"
#include "engine/outbox/disk/outbox_schema.h"
#include "engine/outbox/disk/salvage.h"
#include "engine/outbox/queue/sink_queue.h"
#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

namespace fs = std::filesystem;
using Wall = std::chrono::system_clock::time_point;

constexpr int kReadWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
constexpr int kBusyMillis = 5000;

std::int64_t nanos(Wall time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

Wall wallAt(std::chrono::nanoseconds time) { return Wall(std::chrono::duration_cast<Wall::duration>(time)); }

std::int64_t checksumOf(std::initializer_list<const std::string*> texts) {
  Poco::Checksum sum(Poco::Checksum::TYPE_CRC32);
  for (const auto* text : texts) sum.update(text->data(), static_cast<unsigned>(text->size() + 1));
  return sum.checksum();
}

std::int64_t checksumOf(const Event& event) {
  const auto time = std::to_string(nanos(event.time));
  return checksumOf(
      {&event.id, &event.type, &event.source, &event.device, &event.subject, &event.payload, &event.context, &time});
}

std::int64_t checksumOf(const Note& note) { return checksumOf({&note.owner, &note.key, &note.value}); }

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw DiskProblem(path.string() + ": " + why);
}

fs::path walOf(const fs::path& path) { return path.string() + "-wal"; }

/// A file that SQLite makes is readable by everybody where the umask allows it. What is left beside a file that is gone
/// belongs to nothing; whoever has it open keeps it.
void makePrivate(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    fs::remove(walOf(path), ignored);
    fs::remove(path.string() + "-shm", ignored);
  }
  const FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (fd.get() < 0) refuse(path, std::generic_category().message(errno));
}

/// SQLITE_ERROR: its tables are not those that their version stands for.
bool isDamage(const SQLite::Exception& error) {
  const auto code = error.getErrorCode();
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
}

/// A page that the disk does not give is no damage: whoever needs it finds out.
void check(SQLite::Database& database) {
  const auto verdict = database.execAndGet("PRAGMA quick_check(1)").getString();
  for (const auto* unread : {"failed to get page", "unable to get the page"}) {
    if (verdict.find(unread) != std::string::npos) return;
  }
  if (verdict != "ok") throw SQLite::Exception(verdict, SQLITE_CORRUPT);
}

constexpr auto kAdd =
    "INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
    "?19)";
constexpr auto kUpdate =
    "UPDATE delivery SET sequence = ?1, sink = ?2, accepted = ?5, attempts = ?6, ended = ?7, reason = ?8, status = ?9, "
    "answer = ?10 WHERE sequence = ?20";
constexpr auto kRemove = "DELETE FROM delivery WHERE sequence = ?1";
constexpr auto kKeep = "INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4)";
constexpr auto kForget = "DELETE FROM note WHERE owner = ?1 AND key = ?2";
constexpr auto kNotes = "SELECT owner, key, value, checksum FROM note";
constexpr auto kClock = "UPDATE clock SET line = ?1, wall = ?2, synchronized = ?3, sequence = ?4";
constexpr auto kIndex =
    "SELECT sequence, sink, category, size + length(reason) + length(answer), accepted, attempts, ended, id FROM "
    "delivery "
    "ORDER BY sequence";
constexpr auto kRead =
    "SELECT sequence, sink, accepted, attempts, ended, reason, status, answer, checksum, id, type, source, device, "
    "subject, category, time, payload, context FROM delivery WHERE sequence = ?1";

}  // namespace

struct OutboxFile::Connection {
  Connection(const Options& options, int flags)
      : database(options.path.string(), flags, kBusyMillis, options.vfs ? options.vfs : "") {
    database.exec("PRAGMA cache_size = -1000");
  }

  SQLite::Statement& statement(std::optional<SQLite::Statement>& place, const char* sql) {
    if (!place) place.emplace(database, sql);
    place->reset();
    return *place;
  }

  SQLite::Database database;
  std::optional<SQLite::Statement> add{}, update{}, remove{}, keep{}, forget{}, clock{}, read{};
  std::optional<bool> safe{};
  std::optional<std::pair<FileIdentity, FileIdentity>> inPlace{};
};

OutboxFile::OutboxFile(Options options, const TimeSource& time, const std::function<void(const std::string&)>& tell)
    : options_(std::move(options)), time_(time), timeline_({}, time) {
  try {
    open();
  } catch (const SQLite::Exception& error) {
    writing_.reset();
    reading_.reset();
    if (!isDamage(error)) refuse(options_.path, error.what());
    const auto aside = setAside(options_.path, time.wallClock());
    try {
      open();
      const auto rows = salvage(aside, writing_->database);
      open();
      tell(options_.path.string() + " was damaged (" + error.what() + "): it is kept as " + aside.filename().string() +
           ", and of what waited " + std::to_string(rows) + (rows == 1 ? " delivery" : " deliveries") +
           " could be read and will be delivered");
    } catch (const SQLite::Exception& again) {
      refuse(options_.path, again.what());
    }
  }
}

OutboxFile::~OutboxFile() = default;

void OutboxFile::open() {
  writing_.reset();
  reading_.reset();
  makePrivate(options_.path);
  std::error_code ignored;
  const bool unclean = fs::file_size(walOf(options_.path), ignored) > 0 && !ignored;
  writing_ = std::make_unique<Connection>(options_, kReadWrite);
  auto& database = writing_->database;
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA journal_size_limit = 4194304");
  if (unclean) check(database);
  bringUpToDate(database);
  reading_ = std::make_unique<Connection>(options_, kReadWrite);
  readClock();
  readIndex();
  readNotes();
}

void OutboxFile::readClock() {
  SQLite::Statement clock(writing_->database, "SELECT line, wall, synchronized, sequence FROM clock");
  if (!clock.executeStep()) throw SQLite::Exception("its clock is missing", SQLITE_CORRUPT);
  timeline_ =
      Timeline({clock.getColumn(0).getInt64(), clock.getColumn(1).getInt64(), clock.getColumn(2).getInt() != 0}, time_);
  lastSequence_ = static_cast<std::uint64_t>(clock.getColumn(3).getInt64());
}

void OutboxFile::readIndex() {
  stored_.clear();
  SQLite::Statement row(reading_->database, kIndex);
  while (row.executeStep()) {
    Stored stored{.sequence = static_cast<std::uint64_t>(row.getColumn(0).getInt64()),
                  .sink = row.getColumn(1).getString(),
                  .id = row.getColumn(7).getString(),
                  .category = static_cast<Category>(row.getColumn(2).getInt() & 3),
                  .size = static_cast<std::uint32_t>(row.getColumn(3).getInt64()),
                  .accepted = timeline_.from(row.getColumn(4).getInt64()),
                  .attempts = row.getColumn(5).getInt()};
    if (!row.isColumnNull(6)) stored.ended = stored.accepted;
    lastSequence_ = std::max(lastSequence_, stored.sequence);
    stored_.push_back(std::move(stored));
  }
}

/// One that is not what was written is none.
void OutboxFile::readNotes() {
  notes_.clear();
  SQLite::Statement row(reading_->database, kNotes);
  while (row.executeStep()) {
    Note note{.owner = row.getColumn(0).getString(),
              .key = row.getColumn(1).getString(),
              .value = row.getColumn(2).getString()};
    if (checksumOf(note) != row.getColumn(3).getInt64()) continue;
    notes_.push_back(std::make_shared<const Note>(std::move(note)));
  }
}

void OutboxFile::moveBehind(std::uint64_t sequence) {
  try {
    auto& database = writing_->database;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement away(database, "UPDATE delivery SET sequence = -(sequence + ?1)");  // none may stand twice
    away.bind(1, static_cast<std::int64_t>(sequence));
    away.exec();
    database.exec("UPDATE delivery SET sequence = -sequence");
    transaction.commit();
    readIndex();
  } catch (const SQLite::Exception& error) {
    refuse(options_.path, error.what());
  }
}

void OutboxFile::write(const std::vector<Change>& changes, bool safe, std::uint64_t lastSequence) {
  try {
    auto& database = writing_->database;
    const bool full = safe && options_.fullSync;
    if (writing_->safe != full) {
      database.exec(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
      writing_->safe = full;
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const auto& change : changes) write(change);
    const auto mark = timeline_.mark(time_);
    auto& clock = writing_->statement(writing_->clock, kClock);
    clock.bind(1, mark.line);
    clock.bind(2, mark.wall);
    clock.bind(3, mark.synchronized ? 1 : 0);
    clock.bind(4, static_cast<std::int64_t>(lastSequence));
    clock.exec();
    transaction.commit();
    // A transaction that changes nothing syncs nothing, but what was written before may have to be safe now.
    if (changes.empty() && full) database.exec("PRAGMA wal_checkpoint");
  } catch (const SQLite::Exception& error) {
    refuse(options_.path, error.what());
  }
  checkInPlace();
}

void OutboxFile::write(const Note& note) {
  auto& row =
      note.value.empty() ? writing_->statement(writing_->forget, kForget) : writing_->statement(writing_->keep, kKeep);
  row.bindNoCopy(1, note.owner);
  row.bindNoCopy(2, note.key);
  if (!note.value.empty()) {
    row.bindNoCopy(3, note.value.data(), static_cast<int>(note.value.size()));
    row.bind(4, checksumOf(note));
  }
  row.exec();
}

void OutboxFile::write(const Change& change) {
  auto& to = *writing_;
  if (change.kind == Change::Kind::Keep) return write(*change.note);
  if (change.kind == Change::Kind::Remove) {
    auto& remove = to.statement(to.remove, kRemove);
    remove.bind(1, static_cast<std::int64_t>(change.row));
    remove.exec();
    return;
  }
  const bool isNew = change.kind == Change::Kind::Add;
  auto& row = isNew ? to.statement(to.add, kAdd) : to.statement(to.update, kUpdate);
  const auto& delivery = change.delivery;
  const auto& ending = delivery.ending;
  row.bind(1, static_cast<std::int64_t>(delivery.sequence));
  row.bindNoCopy(2, delivery.sink);
  row.bind(5, timeline_.at(ending.reason.empty() ? delivery.accepted : ending.at));
  row.bind(6, delivery.attempts);
  if (ending.reason.empty()) {
    row.bind(7);
  } else {
    row.bind(7, nanos(ending.time) / 1'000'000);
  }
  row.bindNoCopy(8, ending.reason);
  row.bind(9, ending.status);
  row.bindNoCopy(10, ending.answer);
  if (isNew) {
    const auto& event = *delivery.event;
    const auto time = nanos(event.time);
    row.bind(3, static_cast<int>(event.category));
    row.bind(4, static_cast<std::int64_t>(sizeOf({.event = delivery.event})));
    row.bind(11, checksumOf(event));
    row.bindNoCopy(12, event.id);
    row.bindNoCopy(13, event.type);
    row.bindNoCopy(14, event.source);
    row.bindNoCopy(15, event.device);
    row.bindNoCopy(16, event.subject);
    row.bind(17, time);
    row.bindNoCopy(18, event.payload);
    row.bindNoCopy(19, event.context);
  } else {
    row.bind(20, static_cast<std::int64_t>(change.row));
  }
  row.exec();
}

/// What is written to a file that was deleted or replaced is seen by nobody any more.
void OutboxFile::checkInPlace() const {
  const std::pair now(identityOf(options_.path), identityOf(walOf(options_.path)));
  auto& known = writing_->inPlace;
  if (!known && now.first.inode != 0 && now.second.inode != 0) known = now;
  if (known != now)
    refuse(options_.path,
           "the file, or " + walOf(options_.path).filename().string() + " beside it, was deleted or replaced");
}

OutboxFile::Rows OutboxFile::read(const std::vector<std::uint64_t>& sequences) const {
  Rows result;
  for (const auto sequence : sequences) {
    try {
      auto& row = reading_->statement(reading_->read, kRead);
      row.bind(1, static_cast<std::int64_t>(sequence));
      if (!row.executeStep()) continue;
      auto event = std::make_shared<Event>();
      event->id = row.getColumn(9).getString();
      event->type = row.getColumn(10).getString();
      event->source = row.getColumn(11).getString();
      event->device = row.getColumn(12).getString();
      event->subject = row.getColumn(13).getString();
      event->category = static_cast<Category>(row.getColumn(14).getInt() & 3);
      event->time = wallAt(std::chrono::nanoseconds(row.getColumn(15).getInt64()));
      event->payload = row.getColumn(16).getString();
      event->context = row.getColumn(17).getString();
      if (checksumOf(*event) != row.getColumn(8).getInt64()) continue;
      Delivery delivery{.sequence = sequence,
                        .sink = row.getColumn(1).getString(),
                        .event = std::move(event),
                        .accepted = timeline_.from(row.getColumn(2).getInt64()),
                        .attempts = row.getColumn(3).getInt()};
      if (!row.isColumnNull(4)) {
        delivery.ending = {.reason = row.getColumn(5).getString(),
                           .status = row.getColumn(6).getInt(),
                           .answer = row.getColumn(7).getString(),
                           .time = wallAt(std::chrono::milliseconds(row.getColumn(4).getInt64())),
                           .at = delivery.accepted};
      }
      result.found.emplace(sequence, std::move(delivery));
      row.reset();
    } catch (const SQLite::Exception& error) {
      reading_->read.reset();
      if (isDamage(error)) continue;
      result.failed.push_back(sequence);
      result.problem = options_.path.string() + ": " + error.what();
    }
  }
  if (reading_->read) reading_->read->reset();  // ends the read, so that the log can be taken over
  return result;
}

bool OutboxFile::isLow() const {
  struct ::statvfs disk {};
  if (options_.reserve == 0 || ::statvfs(options_.path.parent_path().c_str(), &disk) != 0) return false;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < options_.reserve;
}

}  // namespace herald::core
