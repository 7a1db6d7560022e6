// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/log_table.h"

#include <Poco/Checksum.h>

#include <algorithm>
#include <string>

#include "engine/outbox/disk/row_format.h"

namespace herald::core {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kDetailBytes = 64;  // of a row beside its text

// The first index has the columns by which entries are counted and removed, so neither reads a whole row. The second
// one finds the steps of a delivery. The ids of events rise with the time, so it grows at its end.
constexpr const char* kMake = R"sql(
  CREATE TABLE IF NOT EXISTS attempt (
    sequence INTEGER PRIMARY KEY,
    rank     INTEGER NOT NULL,
    size     INTEGER NOT NULL,
    time     INTEGER NOT NULL,  -- milliseconds since 1970
    step     INTEGER NOT NULL,
    category INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    status   INTEGER NOT NULL,
    took     INTEGER NOT NULL,  -- microseconds
    next     INTEGER NOT NULL,  -- milliseconds since 1970; 0: no attempt is planned
    checksum INTEGER NOT NULL,  -- of the columns above and below
    sink     TEXT    NOT NULL,
    source   TEXT    NOT NULL,
    device   TEXT    NOT NULL,
    event    TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    answer   TEXT    NOT NULL
  );
  CREATE INDEX IF NOT EXISTS attempt_rank ON attempt (rank, sequence, size);
  CREATE INDEX IF NOT EXISTS attempt_of ON attempt (event);
  CREATE TABLE IF NOT EXISTS attempt_exchange (
    sequence INTEGER PRIMARY KEY,  -- of its entry
    size     INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    sink     TEXT    NOT NULL,
    text     TEXT    NOT NULL
  );
  CREATE INDEX IF NOT EXISTS attempt_exchange_of ON attempt_exchange (sink, sequence);
  CREATE TABLE IF NOT EXISTS attempt_event (
    sequence INTEGER PRIMARY KEY,  -- of the first entry that brought it
    size     INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    event    TEXT    NOT NULL UNIQUE,
    text     TEXT    NOT NULL
  );
)sql";

std::int64_t inMillis(WallTime time) { return inNanos(time) / 1'000'000; }

std::int64_t checksumOf(const LogEntry& entry) {
  Poco::Checksum sum(Poco::Checksum::TYPE_CRC32);
  const auto numbers = {static_cast<std::int64_t>(entry.sequence),     inMillis(entry.time),
                        static_cast<std::int64_t>(entry.step),         static_cast<std::int64_t>(entry.category),
                        static_cast<std::int64_t>(entry.attempt),      static_cast<std::int64_t>(entry.status),
                        static_cast<std::int64_t>(entry.took.count()), entry.next ? inMillis(*entry.next) : 0};
  sum.update(reinterpret_cast<const char*>(numbers.begin()),
             static_cast<unsigned>(numbers.size() * sizeof(std::int64_t)));
  for (const auto* text : {&entry.sink, &entry.source, &entry.device, &entry.event, &entry.type, &entry.reason,
                           &entry.address, &entry.answer}) {
    sum.update(text->data(), static_cast<unsigned>(text->size() + 1));
  }
  return sum.checksum();
}

std::int64_t checksumOf(const std::string& text) {
  Poco::Checksum sum(Poco::Checksum::TYPE_CRC32);
  sum.update(text);
  return sum.checksum();
}

/// The text in the first column; empty if the disk has changed it.
std::string soundText(SQLite::Statement& row) {
  auto text = row.getColumn(0).getString();
  return checksumOf(text) == row.getColumn(1).getInt64() ? text : std::string();
}

/// Nothing if the disk has changed the row.
std::optional<LogEntry> entryFrom(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  const auto text = [&](int column) { return row.getColumn(column).getString(); };
  if (number(4) < 0 || number(4) >= static_cast<std::int64_t>(kLogSteps)) return std::nullopt;
  LogEntry entry{.sequence = static_cast<std::uint64_t>(number(0)),
                 .time = wallTimeOf(milliseconds(number(3))),
                 .step = static_cast<LogStep>(number(4)),
                 .category = static_cast<Category>(number(5)),
                 .sink = text(11),
                 .source = text(12),
                 .device = text(13),
                 .event = text(14),
                 .type = text(15),
                 .attempt = static_cast<int>(number(6)),
                 .status = static_cast<int>(number(7)),
                 .took = std::chrono::microseconds(number(8)),
                 .reason = text(16),
                 .address = text(17),
                 .answer = text(18)};
  if (number(9) != 0) entry.next = wallTimeOf(milliseconds(number(9)));
  if (checksumOf(entry) != number(10)) return std::nullopt;
  return entry;
}

}  // namespace

void LogTable::make(SQLite::Database& database) { database.exec(kMake); }

bool LogTable::hasAny(SQLite::Database& database) {
  return database.tableExists("attempt") && database.execAndGet("SELECT EXISTS (SELECT 1 FROM attempt)").getInt() != 0;
}

void LogTable::remove(SQLite::Database& database) {
  for (const auto* const table : {"attempt", "attempt_exchange", "attempt_event"}) {
    database.exec(std::string("DROP TABLE IF EXISTS ") + table);
  }
}

void LogTable::makeAnew(SQLite::Database& database) {
  remove(database);
  make(database);
}

void LogTable::tryMakeAnew(SQLite::Database& database) {
  try {
    makeAnew(database);
  } catch (const SQLite::Exception&) {
    // The next write of the log says it.
  }
}

LogExtent LogTable::extent() {
  auto& row = extent_.in(database_);
  LogExtent extent;
  if (row.executeStep()) {
    extent.first = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.getColumn(0).getInt64()));
    extent.last = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.getColumn(1).getInt64()));
  }
  extent_.reset();
  return extent;
}

void LogTable::write(const std::vector<LogRow>& rows, const LogBounds& bounds, WallTime now) {
  room();
  for (const auto& row : rows) {
    add(row.entry);
    if (!row.exchanges.empty()) addExchanges(row);
    if (!row.event.empty()) addEvent(row);
  }
  removeOlder(now - bounds.age);
  const auto surplus = room().surplus(bounds.bytes);
  for (std::size_t rank = 0; rank < kLogRanks; ++rank) {
    if (surplus.at(rank) > 0) removeOldest(static_cast<LogRank>(rank), surplus.at(rank));
  }
}

void LogTable::addExchanges(const LogRow& row) {
  auto& add = addExchanges_.in(database_);
  const auto size = kDetailBytes + row.exchanges.size();
  add.bind(1, static_cast<std::int64_t>(row.entry.sequence));
  add.bind(2, static_cast<std::int64_t>(size));
  add.bind(3, checksumOf(row.exchanges));
  add.bindNoCopy(4, row.entry.sink);
  add.bindNoCopy(5, row.exchanges);
  add.exec();
  room().add(LogRank::Exchange, size);
}

void LogTable::addEvent(const LogRow& row) {
  auto& add = addEvent_.in(database_);
  const auto size = kDetailBytes + row.event.size();
  add.bind(1, static_cast<std::int64_t>(row.entry.sequence));
  add.bind(2, static_cast<std::int64_t>(size));
  add.bind(3, checksumOf(row.event));
  add.bindNoCopy(4, row.entry.event);
  add.bindNoCopy(5, row.event);
  if (add.exec() > 0) room().add(LogRank::Event, size);
}

void LogTable::add(const LogEntry& entry) {
  auto& row = add_.in(database_);
  const auto rank = rankOf(entry);
  const auto size = sizeOf(entry);
  row.bind(1, static_cast<std::int64_t>(entry.sequence));
  row.bind(2, static_cast<int>(rank));
  row.bind(3, static_cast<std::int64_t>(size));
  row.bind(4, inMillis(entry.time));
  row.bind(5, static_cast<int>(entry.step));
  row.bind(6, static_cast<int>(entry.category));
  row.bind(7, entry.attempt);
  row.bind(8, entry.status);
  row.bind(9, static_cast<std::int64_t>(entry.took.count()));
  row.bind(10, entry.next ? inMillis(*entry.next) : 0);
  row.bind(11, checksumOf(entry));
  row.bindNoCopy(12, entry.sink);
  row.bindNoCopy(13, entry.source);
  row.bindNoCopy(14, entry.device);
  row.bindNoCopy(15, entry.event);
  row.bindNoCopy(16, entry.type);
  row.bindNoCopy(17, entry.reason);
  row.bindNoCopy(18, entry.address);
  row.bindNoCopy(19, entry.answer);
  row.exec();
  room().add(rank, size);
}

/// Entries stand in the order of time, unless somebody has set the clock. Then the wrong ones go a little later.
void LogTable::removeOlder(WallTime time) {
  auto& row = oldest_.in(database_);
  std::int64_t last = 0;
  while (row.executeStep() && row.getColumn(3).getInt64() < inMillis(time)) {
    last = row.getColumn(0).getInt64();
    room().remove(static_cast<LogRank>(std::clamp(row.getColumn(1).getInt(), 0, static_cast<int>(kLogRanks) - 1)),
                  static_cast<std::size_t>(row.getColumn(2).getInt64()));
  }
  oldest_.reset();
  if (last != 0) removeUpTo(last);
}

void LogTable::removeUpTo(std::int64_t sequence) {
  auto& row = sizesUpTo_.in(database_);
  row.bind(1, sequence);
  while (row.executeStep()) {
    room().remove(row.getColumn(0).getInt() == 0 ? LogRank::Exchange : LogRank::Event,
                  static_cast<std::size_t>(row.getColumn(1).getInt64()));
  }
  sizesUpTo_.reset();
  for (auto* const statement : {&removeUpTo_, &removeExchangesUpTo_, &removeEventsUpTo_}) {
    auto& remove = statement->in(database_);
    remove.bind(1, sequence);
    remove.exec();
  }
}

void LogTable::removeOldest(LogRank rank, std::size_t bytes) {
  switch (rank) {
    case LogRank::Exchange: return removeExchanges(bytes);
    case LogRank::Event: return removeEvents(bytes);
    default: return removeEntries(rank, bytes);
  }
}

/// The newest ones of each sink stay. So a busy sink leaves something to see of a quiet one.
void LogTable::removeExchanges(std::size_t bytes) {
  auto& row = exchangesInOrder_.in(database_);
  std::size_t removed = 0;
  std::vector<std::int64_t> sequences;
  while (removed < bytes && row.executeStep()) {
    const auto sequence = row.getColumn(0).getInt64();
    if (isAmongNewest(row.getColumn(2).getString(), sequence)) continue;
    sequences.push_back(sequence);
    removed += static_cast<std::size_t>(row.getColumn(1).getInt64());
  }
  exchangesInOrder_.reset();
  for (const auto sequence : sequences) {
    auto& remove = removeExchanges_.in(database_);
    remove.bind(1, sequence);
    remove.exec();
  }
  room().remove(LogRank::Exchange, removed);
}

bool LogTable::isAmongNewest(const std::string& sink, std::int64_t sequence) {
  auto& newer = newerExchanges_.in(database_);
  newer.bindNoCopy(1, sink);
  newer.bind(2, sequence);
  newer.bind(3, static_cast<std::int64_t>(LogStore::kKeptExchanges) - 1);
  const bool isOld = newer.executeStep();
  newerExchanges_.reset();
  return !isOld;
}

void LogTable::removeEvents(std::size_t bytes) {
  auto& row = eventsInOrder_.in(database_);
  std::size_t removed = 0;
  std::int64_t last = 0;
  while (removed < bytes && row.executeStep()) {
    last = row.getColumn(0).getInt64();
    removed += static_cast<std::size_t>(row.getColumn(1).getInt64());
  }
  eventsInOrder_.reset();
  auto& remove = removeEventsUpTo_.in(database_);
  remove.bind(1, last);
  remove.exec();
  room().remove(LogRank::Event, removed);
}

void LogTable::removeEntries(LogRank rank, std::size_t bytes) {
  auto& row = oldestOf_.in(database_);
  row.bind(1, static_cast<int>(rank));
  std::size_t removed = 0;
  std::int64_t last = 0;
  while (removed < bytes && row.executeStep()) {
    last = row.getColumn(0).getInt64();
    removed += static_cast<std::size_t>(row.getColumn(1).getInt64());
  }
  oldestOf_.reset();
  auto& remove = removeOf_.in(database_);
  remove.bind(1, static_cast<int>(rank));
  remove.bind(2, last);
  remove.exec();
  room().remove(rank, removed);
}

LogRoom& LogTable::room() {
  if (room_) return *room_;
  room_.emplace();
  auto& row = sums_.in(database_);
  while (row.executeStep()) {
    const auto rank = row.getColumn(0).getInt();
    if (rank < 0 || rank >= static_cast<int>(kLogRanks)) continue;
    room_->add(static_cast<LogRank>(rank), static_cast<std::size_t>(row.getColumn(1).getInt64()));
  }
  sums_.reset();
  return *room_;
}

LogPage LogTable::read(const LogQuery& query) {
  auto& row = page_.in(database_);
  const auto most = std::clamp<std::size_t>(query.limit, 1, kMostLogPage);
  row.bind(1, static_cast<std::int64_t>(query.before));
  row.bind(2, static_cast<std::int64_t>(query.after));
  row.bind(3, static_cast<std::int64_t>(kMostExamined));
  LogPage page;
  std::size_t examined = 0;
  std::uint64_t last = 0;
  while (page.entries.size() < most && row.executeStep()) {
    ++examined;
    last = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    auto entry = entryFrom(row);
    if (!entry || !matches(query.filter, *entry) || (query.isLatest && !isLatest(*entry))) continue;
    page.entries.push_back(std::move(*entry));
  }
  page_.reset();
  if (page.entries.size() == most || examined == kMostExamined) page.next = last;
  return page;
}

bool LogTable::isLatest(const LogEntry& entry) {
  auto& newer = newer_.in(database_);
  newer.bindNoCopy(1, entry.event);
  newer.bindNoCopy(2, entry.sink);
  newer.bind(3, static_cast<std::int64_t>(entry.sequence));
  const bool isOld = newer.executeStep();
  newer_.reset();
  return !isOld;
}

std::string LogTable::exchanges(std::uint64_t sequence) {
  auto& row = exchanges_.in(database_);
  row.bind(1, static_cast<std::int64_t>(sequence));
  auto text = row.executeStep() ? soundText(row) : std::string();
  exchanges_.reset();
  return text;
}

std::string LogTable::event(const std::string& id) {
  auto& row = event_.in(database_);
  row.bindNoCopy(1, id);
  auto text = row.executeStep() ? soundText(row) : std::string();
  event_.reset();
  return text;
}

std::vector<std::string> LogTable::newestEvents(std::size_t most) {
  auto& row = newestEvents_.in(database_);
  row.bind(1, static_cast<std::int64_t>(most));
  std::vector<std::string> events;
  while (row.executeStep()) {
    if (auto text = soundText(row); !text.empty()) events.push_back(std::move(text));
  }
  newestEvents_.reset();
  return events;
}

}  // namespace herald::core
