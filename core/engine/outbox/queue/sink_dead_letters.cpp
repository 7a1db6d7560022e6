// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/sink_dead_letters.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/outbox/queue/id_hash.h"

namespace herald::core {

namespace {

using Kind = Change::Kind;

constexpr auto kTooOld = "too old: dead letter";

std::size_t hashOfName(const std::string& name) { return std::hash<std::string>()(name); }

}  // namespace

SinkDeadLetters::SinkDeadLetters(const std::string& sink, const QueueBounds& bounds, ChangeLog& log, Drops& drops)
    : sink_(sink),
      bounds_(bounds),
      log_(log),
      drops_(drops),
      memory_(bounds.events, bounds.bytes),
      disk_(bounds.diskEvents, bounds.diskBytes) {}

void SinkDeadLetters::add(const Delivery& letter, std::size_t size, std::uint64_t row, bool onDisk) {
  auto& letters = onDisk ? disk_ : memory_;
  auto whole = letter;
  whole.holding = nullptr;  // a replay is not its source's own
  letters.put(letter.sequence, {.size = size,
                                .category = letter.event->category,
                                .ended = letter.ending.at,
                                .whole = onDisk ? nullptr : std::make_shared<const Delivery>(std::move(whole)),
                                .source = hashOfName(letter.event->source),
                                .device = hashOfName(letter.event->device),
                                .row = row,
                                .idHash = idHashOf(letter.event->id)});
  bound(letters, letter.ending.at);
}

void SinkDeadLetters::restore(const StoredDelivery& stored) {
  disk_.put(stored.sequence, {.size = stored.size,
                              .category = stored.category,
                              .ended = *stored.ended,
                              .source = hashOfName(stored.source),
                              .device = hashOfName(stored.device),
                              .row = stored.sequence,
                              .idHash = idHashOf(stored.id)});
  bound(disk_, *stored.ended);
}

bool SinkDeadLetters::remove(std::uint64_t sequence) {
  const auto row = take(sequence);
  if (row) forget(*row);
  return row.has_value();
}

std::optional<std::uint64_t> SinkDeadLetters::take(std::uint64_t sequence) {
  for (auto* letters : {&memory_, &disk_}) {
    if (const auto letter = letters->take(sequence)) return letter->row;
  }
  return std::nullopt;
}

bool SinkDeadLetters::demote(const Delivery& letter, std::uint64_t row) {
  if (memory_.setRow(letter.sequence, row)) return true;
  const auto there = disk_.take(letter.sequence);
  if (there) add(letter, there->size, row, false);
  return there.has_value();
}

bool SinkDeadLetters::lose(std::uint64_t sequence) {
  if (!disk_.take(sequence)) return false;
  ++drops_["unreadable on disk: dead letter"];
  return true;
}

void SinkDeadLetters::promote() {
  const auto letters = memory_.all();
  for (const auto& [sequence, letter] : letters) {
    if (!log_.takesAgain(letter.row, *letter.whole->event)) continue;
    log_.log(Change::toStore(letter.row, *letter.whole));
    memory_.take(sequence);
    add(*letter.whole, letter.size, sequence, true);
  }
}

SinkDeadLetters::Time SinkDeadLetters::expire(Time now) {
  auto next = now + bounds_.deadLetterAge;
  for (auto* letters : {&memory_, &disk_}) {
    std::vector<std::uint64_t> old;
    for (const auto& [sequence, letter] : letters->all()) {
      const auto end = letter.ended + bounds_.deadLetterAge;
      if (end <= now) {
        old.push_back(sequence);
      } else {
        next = std::min(next, end);
      }
    }
    for (const auto sequence : old) drop(*letters, sequence, kTooOld);
  }
  return next;
}

void SinkDeadLetters::eraseKnown(std::unordered_set<std::uint64_t>& events) const {
  for (const auto* letters : {&memory_, &disk_}) {
    for (const auto& [sequence, letter] : letters->all()) {
      if (events.empty()) return;
      events.erase(letter.idHash);
    }
  }
}

void SinkDeadLetters::bound(BoundedDeadLetters& letters, Time now) {
  for (;;) {
    const bool old = letters.firstEndedBefore(now - bounds_.deadLetterAge);
    if (!old && !letters.overfull()) return;
    const auto first = old ? letters.all().begin()->first : letters.firstToDrop();
    drop(letters, first, old ? kTooOld : "too many dead letters");
  }
}

void SinkDeadLetters::drop(BoundedDeadLetters& letters, std::uint64_t sequence, const std::string& reason) {
  ++drops_[reason];
  const auto letter = letters.take(sequence);
  if (!letter) return;
  log_.step(LogStep::Expired, sink_, letter->category, letter->whole ? letter->whole->event : nullptr, reason);
  forget(letter->row);
}

void SinkDeadLetters::forget(std::uint64_t row) {
  if (row != 0) log_.log({Kind::Remove, row, {}});
}

}  // namespace herald::core
