// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_reader.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/outbox/disk/delivery_name.h"
#include "engine/outbox/disk/row_seal.h"

namespace herald::core {

namespace {

// `whole` is the row that has the event: the delivery's own, or one before it.
constexpr auto kRows =
    " FROM delivery AS own LEFT JOIN delivery AS whole ON whole.sequence = own.sequence - own.back AND whole.back = 0 ";

constexpr std::int64_t kHighestSequence = std::int64_t{1} << 62;  // nobody publishes as many events

}  // namespace

RowReader::RowReader(SQLite::Database& database)
    : database_(database),
      readSql_(std::string("SELECT own.sequence, own.sink, own.accepted, own.attempts, own.ended, own.reason, "
                           "own.status, own.answer, own.checksum, whole.id, whole.type, whole.source, whole.device, "
                           "whole.subject, own.category, whole.time, whole.payload, whole.context, ") +
               kSeal + kRows + "WHERE own.sequence = ?1") {
  addSeal(database);
}

RowReader::Index RowReader::index(const Timeline& timeline) {
  SQLite::Statement row(database_,
                        std::string("SELECT own.sequence, own.sink, own.category, "
                                    "own.size + length(own.reason) + length(own.answer), own.accepted, own.attempts, "
                                    "own.ended, whole.id, whole.device, whole.type, own.checksum, whole.source, ") +
                            kSeal + ", own.back, whole.sink" + kRows + "ORDER BY own.sequence");
  Index result;
  std::int64_t last = 0;
  while (row.executeStep()) {
    const std::int64_t sequence = row.getColumn(0).getInt64();
    if (sequence <= last || sequence > kHighestSequence)
      throw SQLite::Exception("its sequences are out of order", SQLITE_CORRUPT);
    last = sequence;
    addTo(result, row, timeline);
  }
  std::erase_if(result.needless, [&](std::uint64_t sequence) { return result.shared.contains(sequence); });
  return result;
}

void RowReader::addTo(Index& index, SQLite::Statement& row, const Timeline& timeline) {
  const auto sequence = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
  auto sink = row.getColumn(1).getString();
  const auto back = static_cast<std::uint64_t>(row.getColumn(13).getInt64());
  const bool isSound = isSealed(row.getColumn(10).getInt64(), row.getColumn(12).getInt64());
  if (!isSound || row.isColumnNull(7) || back > SharedEvents::kReach) {
    index.damaged.emplace(sequence, deliveryName(sequence, sink, row.getColumn(9).getString(),
                                                 row.getColumn(8).getString(), row.getColumn(7).getString()));
    return;
  }
  if (sink.empty()) return index.needless.push_back(sequence);
  if (back > 0) index.shared.add(sequence - back, sequence, row.getColumn(14).getBytes() > 0);
  StoredDelivery stored{.sequence = sequence,
                        .sink = std::move(sink),
                        .id = row.getColumn(7).getString(),
                        .source = row.getColumn(11).getString(),
                        .device = row.getColumn(8).getString(),
                        .category = static_cast<Category>(row.getColumn(2).getInt() & 3),
                        .size = static_cast<std::uint32_t>(row.getColumn(3).getInt64()),
                        .accepted = timeline.from(row.getColumn(4).getInt64()),
                        .attempts = row.getColumn(5).getInt()};
  if (!row.isColumnNull(6)) stored.ended = stored.accepted;
  index.found.push_back(std::move(stored));
}

std::optional<ClockRow> RowReader::clock() {
  constexpr std::int64_t kMostSequence = std::int64_t{1} << 60;
  SQLite::Statement row(database_, "SELECT line, wall, synchronized, sequence, checksum FROM clock");
  if (!row.executeStep()) return std::nullopt;
  const std::int64_t sequence = row.getColumn(3).getInt64();
  const ClockRow clock{
      .mark = {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), row.getColumn(2).getInt() != 0},
      .lastSequence = static_cast<std::uint64_t>(sequence)};
  const std::int64_t checksum = row.getColumn(4).getInt64();
  const bool isSound = checksum == 0 || checksum == checksumOf(clock);  // an older Herald wrote no checksum
  return isSound && sequence >= 0 && sequence <= kMostSequence ? std::optional(clock) : std::nullopt;
}

std::int64_t RowReader::newestTime() {
  SQLite::Statement row(database_, std::string("SELECT accepted, checksum, ") + kSeal + " FROM delivery AS own");
  std::int64_t newest = 0;
  while (row.executeStep()) {
    if (isSealed(row.getColumn(1).getInt64(), row.getColumn(2).getInt64())) {
      newest = std::max<std::int64_t>(newest, row.getColumn(0).getInt64());
    }
  }
  return newest;
}

RowReader::Notes RowReader::notes() {
  SQLite::Statement row(database_, "SELECT owner, key, value, checksum FROM note");
  Notes result;
  while (row.executeStep()) {
    Note note{.owner = row.getColumn(0).getString(),
              .key = row.getColumn(1).getString(),
              .value = row.getColumn(2).getString()};
    if (checksumOf(note) == row.getColumn(3).getInt64()) {
      result.found.push_back(std::make_shared<const Note>(std::move(note)));
    } else {
      result.damaged.push_back({.owner = note.owner, .key = note.key});
    }
  }
  return result;
}

/// These columns come before the large ones, which may be on pages of their own.
std::string RowReader::nameOf(std::uint64_t sequence) {
  try {
    SQLite::Statement row(database_, std::string("SELECT own.sink, whole.type, whole.device, whole.id") + kRows +
                                         "WHERE own.sequence = ?1");
    row.bind(1, static_cast<std::int64_t>(sequence));
    if (!row.executeStep()) return {};
    return deliveryName(sequence, row.getColumn(0).getString(), row.getColumn(1).getString(),
                        row.getColumn(2).getString(), row.getColumn(3).getString());
  } catch (const SQLite::Exception&) {
    return {};
  }
}

RowReader::Rows RowReader::read(const std::vector<std::uint64_t>& sequences, const Timeline& timeline) {
  Rows result;
  for (const auto sequence : sequences) {
    try {
      read(sequence, timeline, result);
    } catch (const SQLite::Exception& error) {
      read_.discard();
      if (isDamage(error)) {
        result.damaged.emplace(sequence, nameOf(sequence));
      } else {
        result.failed.push_back(sequence);
        result.problem = error.what();
      }
    }
  }
  read_.reset();
  return result;
}

void RowReader::read(std::uint64_t sequence, const Timeline& timeline, Rows& rows) {
  auto& row = read_.in(database_);
  row.bind(1, static_cast<std::int64_t>(sequence));
  if (!row.executeStep()) return;
  auto event = std::make_shared<Event>();
  event->id = row.getColumn(9).getString();
  event->type = row.getColumn(10).getString();
  event->source = row.getColumn(11).getString();
  event->device = row.getColumn(12).getString();
  event->subject = row.getColumn(13).getString();
  event->category = static_cast<Category>(row.getColumn(14).getInt() & 3);
  event->time = wallTimeOf(std::chrono::nanoseconds(row.getColumn(15).getInt64()));
  event->payload = row.getColumn(16).getString();
  event->context = row.getColumn(17).getString();
  const auto sink = row.getColumn(1).getString();
  const std::int64_t checksum = row.getColumn(8).getInt64();
  if (row.isColumnNull(9) || checksumOf(*event) != eventPartOf(checksum) ||
      !isSealed(checksum, row.getColumn(18).getInt64())) {
    rows.damaged.emplace(sequence, deliveryName(sequence, sink, event->type, event->device, event->id));
    return;
  }
  if (sink.empty()) return;  // it only has the event of others
  Delivery delivery{.sequence = sequence,
                    .sink = sink,
                    .event = std::move(event),
                    .accepted = timeline.from(row.getColumn(2).getInt64()),
                    .attempts = row.getColumn(3).getInt()};
  if (!row.isColumnNull(4)) {
    delivery.ending = {.reason = row.getColumn(5).getString(),
                       .status = row.getColumn(6).getInt(),
                       .answer = row.getColumn(7).getString(),
                       .time = wallTimeOf(std::chrono::milliseconds(row.getColumn(4).getInt64())),
                       .at = delivery.accepted};
  }
  rows.found.emplace(sequence, std::move(delivery));
}

}  // namespace herald::core
