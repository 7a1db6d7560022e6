// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_removals.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

namespace herald::core {

namespace {

/// Whether the disk did not return what a statement needs. SQLite undoes the whole transaction then.
bool isUnreadable(const SQLite::Exception& error) {
  const auto code = error.getExtendedErrorCode();
  return code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS ||
         error.getErrorCode() == SQLITE_CORRUPT;
}

/// The rows that the changes of a transaction were of so far. It counts more than were added: usually all others lie
/// before these.
class TouchedRows {
 public:
  void add(const Change& change) {
    if (change.kind == Change::Kind::Add) firstAdded_ = std::min(firstAdded_, change.delivery.sequence);
    if (change.kind == Change::Kind::Update) updated_.insert({change.row, change.delivery.sequence});
  }
  bool contains(std::uint64_t row) const { return row >= firstAdded_ || updated_.contains(row); }

 private:
  std::uint64_t firstAdded_ = std::numeric_limits<std::uint64_t>::max();
  std::unordered_set<std::uint64_t> updated_{};
};

}  // namespace

std::vector<const Change*> RowRemovals::writeFirst(std::span<const Change> changes, SQLite::Database& database) {
  std::vector<const Change*> others;
  std::vector<std::uint64_t> rows;
  TouchedRows touched;
  for (const auto& change : changes) {
    if (change.kind == Change::Kind::Remove && !touched.contains(change.row)) {
      rows.push_back(change.row);
    } else {
      touched.add(change);
      others.push_back(&change);
    }
  }
  remove(std::move(rows), database);
  return others;
}

void RowRemovals::remove(std::vector<std::uint64_t> rows, SQLite::Database& database) {
  auto [gone, kept] = shared_.end(std::move(rows));
  for (const auto row : kept) keepEvent(database, row);
  std::sort(gone.begin(), gone.end());
  for (auto first = gone.begin(); first != gone.end();) {
    auto end = first + 1;
    while (end != gone.end() && *end <= *(end - 1) + 1) ++end;
    removeRange(database, *first, *(end - 1));
    first = end;
  }
}

void RowRemovals::keepEvent(SQLite::Database& database, std::uint64_t row) {
  if (unreadable_.contains(row)) return;
  auto& statement = keepEvent_.in(database);
  statement.bind(1, static_cast<std::int64_t>(row));
  try {
    statement.exec();
  } catch (const SQLite::Exception& error) {
    if (isUnreadable(error)) unreadable_.insert(row);
    throw;
  }
}

void RowRemovals::removeRange(SQLite::Database& database, std::uint64_t first, std::uint64_t last) {
  auto& statement = (first == last ? one_ : range_).in(database);
  statement.bind(1, static_cast<std::int64_t>(first));
  if (first != last) statement.bind(2, static_cast<std::int64_t>(last));
  statement.exec();
}

}  // namespace herald::core
