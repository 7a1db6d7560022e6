// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_writer.h"

#include "engine/outbox/disk/row_seal.h"

namespace herald::core {

RowWriter::RowWriter(SQLite::Database& database) : database_(database) { addSeal(database); }

void RowWriter::write(std::span<const Change> changes, const Timeline& timeline) {
  bound_ = nullptr;
  for (const auto* change : removals_.writeFirst(changes, database_)) write(*change, timeline);
}

void RowWriter::write(const Change& change, const Timeline& timeline) {
  switch (change.kind) {
    case Change::Kind::Keep: return write(*change.note);
    case Change::Kind::Remove: {
      auto& remove = remove_.in(database_);
      remove.bind(1, static_cast<std::int64_t>(change.row));
      remove.exec();
      return;
    }
    case Change::Kind::Add:
    case Change::Kind::Update: writeDelivery(change, timeline);
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

void RowWriter::writeDelivery(const Change& change, const Timeline& timeline) {
  const bool isMissing = change.kind == Change::Kind::Update && writeRow(change, false, timeline) == 0;
  if (change.kind == Change::Kind::Add || (isMissing && change.delivery.event)) writeRow(change, true, timeline);
}

/// Returns how many rows it has written.
int RowWriter::writeRow(const Change& change, bool isNew, const Timeline& timeline) {
  auto& row = (isNew ? add_ : update_).in(database_);
  const auto& delivery = change.delivery;
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
  if (isNew) {
    bindEvent(row, delivery.event);
  } else {
    row.bind(20, static_cast<std::int64_t>(change.row));
  }
  return row.exec();
}

/// The statement keeps what is bound from one row to the next.
void RowWriter::bindEvent(SQLite::Statement& row, const std::shared_ptr<const Event>& shared) {
  const auto& event = *shared;
  if (bound_ == &event) return;
  bound_ = nullptr;
  row.bind(3, static_cast<int>(event.category));
  row.bind(4, static_cast<std::int64_t>(sizeOf(Delivery{.event = shared})));
  row.bind(11, checksumOf(event));
  row.bindNoCopy(12, event.id);
  row.bindNoCopy(13, event.type);
  row.bindNoCopy(14, event.source);
  row.bindNoCopy(15, event.device);
  row.bindNoCopy(16, event.subject);
  row.bind(17, inNanos(event.time));
  row.bindNoCopy(18, event.payload);
  row.bindNoCopy(19, event.context);
  bound_ = &event;
}

}  // namespace herald::core
