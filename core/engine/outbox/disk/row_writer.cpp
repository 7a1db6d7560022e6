// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_writer.h"

#include "engine/outbox/disk/row_seal.h"

namespace herald::core {

RowWriter::RowWriter(SQLite::Database& database) : database_(database) { addSeal(database); }

void RowWriter::write(std::span<const Change> changes, const Timeline& timeline) {
  bound_ = {};
  for (const auto* change : removals_.writeFirst(changes, database_)) write(*change, timeline);
}

void RowWriter::write(const Change& change, const Timeline& timeline) {
  if (change.kind == Change::Kind::Add) return add(change.delivery, timeline);
  bound_.row = 0;  // this change may be of that row
  switch (change.kind) {
    case Change::Kind::Keep: return write(*change.note);
    case Change::Kind::Remove: return removals_.remove({change.row}, database_);
    default:
      if (update(change, timeline) == 0 && change.delivery.event) add(change.delivery, timeline);
  }
}

void RowWriter::write(const ClockRow& clock) {
  auto& row = clock_.in(database_);
  row.bind(1, clock.mark.line);
  row.bind(2, clock.mark.wall);
  row.bind(3, clock.mark.synchronized ? 1 : 0);
  row.bind(4, static_cast<std::int64_t>(clock.lastSequence));
  row.bind(5, checksumOf(clock));
  row.exec();
}

void RowWriter::write(const Note& note) {
  auto& row = (note.value.empty() ? forget_ : keep_).in(database_);
  row.bindNoCopy(1, note.owner);
  row.bindNoCopy(2, note.key);
  if (!note.value.empty()) {
    row.bindNoCopy(3, note.value.data(), static_cast<int>(note.value.size()));
    row.bind(4, checksumOf(note));
  }
  row.exec();
}

/// Into a row with the event, or one that refers to such a row. If its row has stayed for others, it gets its event
/// anew.
void RowWriter::add(const Delivery& delivery, const Timeline& timeline) {
  const bool isKept = shared_.isKept(delivery.sequence);
  if (isKept) removals_.makeRoom(delivery.sequence, database_);
  const bool refers = !isKept && isBehindItsEvent(delivery);
  auto& row = (refers ? refer_ : add_).in(database_);
  bindDelivery(row, delivery, timeline);
  if (refers) {
    row.bind(3, static_cast<int>(delivery.event->category));
    row.bind(4, bound_.size);
    row.bind(11, bound_.checksum);
    row.bind(12, static_cast<std::int64_t>(delivery.sequence - bound_.row));
  } else {
    bindEvent(row, delivery.event);
    bound_.row = delivery.sequence;
  }
  row.exec();
  if (refers) shared_.add(bound_.row, delivery.sequence, true);
  if (isKept) shared_.revive(delivery.sequence);
}

bool RowWriter::isBehindItsEvent(const Delivery& delivery) const {
  return bound_.row != 0 && bound_.event == delivery.event.get() && delivery.sequence > bound_.row &&
         delivery.sequence - bound_.row <= SharedEvents::kReach;
}

/// Returns how many rows it has written. A shared event stays where it is, so a delivery that leaves its row gets one
/// of its own. A row that only has the event of others is no delivery, and counts as missing.
int RowWriter::update(const Change& change, const Timeline& timeline) {
  const bool stays = change.row == change.delivery.sequence;
  if (stays && shared_.isKept(change.row)) return 0;
  const bool leaves = !stays && shared_.contains(change.row);
  auto& row = (leaves ? copy_ : update_).in(database_);
  bindDelivery(row, change.delivery, timeline);
  row.bind(20, static_cast<std::int64_t>(change.row));
  const int written = row.exec();
  if (leaves) removals_.remove({change.row}, database_);
  return written;
}

void RowWriter::bindDelivery(SQLite::Statement& row, const Delivery& delivery, const Timeline& timeline) {
  const auto& ending = delivery.ending;
  row.bind(1, static_cast<std::int64_t>(delivery.sequence));
  row.bindNoCopy(2, delivery.sink);
  row.bind(5, timeline.at(ending.reason.empty() ? delivery.accepted : ending.at));
  row.bind(6, delivery.attempts);
  if (ending.reason.empty()) {
    row.bind(7);
  } else {
    row.bind(7, inNanos(ending.time) / 1'000'000);
  }
  row.bindNoCopy(8, ending.reason);
  row.bind(9, ending.status);
  row.bindNoCopy(10, ending.answer);
}

/// The statement keeps what is bound from one row to the next.
void RowWriter::bindEvent(SQLite::Statement& row, const std::shared_ptr<const Event>& shared) {
  const auto& event = *shared;
  if (bound_.event == &event) return;
  bound_ = {.size = static_cast<std::int64_t>(sizeOf(Delivery{.event = shared})), .checksum = checksumOf(event)};
  row.bind(3, static_cast<int>(event.category));
  row.bind(4, bound_.size);
  row.bind(11, bound_.checksum);
  row.bindNoCopy(12, event.id);
  row.bindNoCopy(13, event.type);
  row.bindNoCopy(14, event.source);
  row.bindNoCopy(15, event.device);
  row.bindNoCopy(16, event.subject);
  row.bind(17, inNanos(event.time));
  row.bindNoCopy(18, event.payload);
  row.bindNoCopy(19, event.context);
  bound_.event = &event;
}

}  // namespace herald::core
