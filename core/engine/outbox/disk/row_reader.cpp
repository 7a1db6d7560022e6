// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_reader.h"

#include <sqlite3.h>

#include <memory>
#include <utility>

#include "engine/outbox/disk/row_format.h"

namespace herald::core {

namespace {

constexpr std::int64_t kHighestSequence = std::int64_t{1} << 62;  // nobody publishes as many events

}  // namespace

std::vector<StoredDelivery> RowReader::index(const Timeline& timeline) {
  SQLite::Statement row(database_,
                        "SELECT sequence, sink, category, size + length(reason) + length(answer), accepted, attempts, "
                        "ended, id, device FROM delivery ORDER BY sequence");
  std::vector<StoredDelivery> result;
  std::int64_t last = 0;
  while (row.executeStep()) {
    const std::int64_t sequence = row.getColumn(0).getInt64();
    if (sequence <= last || sequence > kHighestSequence)
      throw SQLite::Exception("its sequences are out of order", SQLITE_CORRUPT);
    last = sequence;
    StoredDelivery stored{.sequence = static_cast<std::uint64_t>(sequence),
                          .sink = row.getColumn(1).getString(),
                          .id = row.getColumn(7).getString(),
                          .device = row.getColumn(8).getString(),
                          .category = static_cast<Category>(row.getColumn(2).getInt() & 3),
                          .size = static_cast<std::uint32_t>(row.getColumn(3).getInt64()),
                          .accepted = timeline.from(row.getColumn(4).getInt64()),
                          .attempts = row.getColumn(5).getInt()};
    if (!row.isColumnNull(6)) stored.ended = stored.accepted;
    result.push_back(std::move(stored));
  }
  return result;
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

RowReader::Rows RowReader::read(const std::vector<std::uint64_t>& sequences, const Timeline& timeline) {
  Rows result;
  for (const auto sequence : sequences) {
    try {
      read(sequence, timeline, result);
    } catch (const SQLite::Exception& error) {
      read_.discard();
      if (isDamage(error)) {
        result.damaged.emplace(sequence, "delivery " + std::to_string(sequence));
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
  if (checksumOf(*event) != row.getColumn(8).getInt64()) {
    rows.damaged.emplace(sequence, "delivery " + std::to_string(sequence) + ", " + event->type + " of " +
                                       event->device + " for the sink " + sink + " (event " + event->id + ")");
    return;
  }
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
