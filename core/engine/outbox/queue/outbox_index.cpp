// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/outbox_index.h"

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

// What is due in custody, but meets a disk that refuses, or a group that leaves.
constexpr Millis kLook = std::chrono::seconds(1);

}  // namespace

bool OutboxIndex::add(std::vector<Delivery>& deliveries) {
  bool allNew = true;
  for (auto& delivery : deliveries) {
    delivery.sequence = ++sequence_;
    allNew &= queue(delivery.sink).add(delivery);
  }
  return allNew;
}

void OutboxIndex::keep(const Note& note) {
  auto kept = std::make_shared<const Note>(note);
  if (notes_.put(kept)) log_.log({.kind = Change::Kind::Keep, .note = std::move(kept)});
}

void OutboxIndex::adopt(const std::vector<StoredDelivery>& stored, const NoteList& notes, std::uint64_t last) {
  sequence_ = std::max(sequence_, last);
  for (const auto& one : stored) queue(one.sink).restore(one);
  for (const auto& note : notes) notes_.put(note);
  if (!stored.empty()) sequence_ = std::max(sequence_, stored.back().sequence);
}

bool OutboxIndex::allFit(const std::vector<Delivery>& deliveries) const {
  const auto needed = neededBy(deliveries);
  return std::all_of(needed.begin(), needed.end(), [this](const auto& one) { return fits(one.first, one.second); });
}

bool OutboxIndex::someAdmit(const std::vector<Delivery>& deliveries) {
  std::map<std::string_view, std::vector<const Delivery*>> bySink;
  for (const auto& delivery : deliveries) bySink[delivery.sink].push_back(&delivery);
  return std::any_of(bySink.begin(), bySink.end(), [this](const auto& one) {
    const auto found = queues_.find(one.first);
    return found == queues_.end() || found->second.admits(one.second);
  });
}

SinkQueue& OutboxIndex::queue(const std::string& sink) {
  return queues_.try_emplace(sink, sink, bounds_, log_, custody_).first->second;
}

const SinkQueue* OutboxIndex::find(std::string_view sink) const {
  const auto found = queues_.find(sink);
  return found == queues_.end() ? nullptr : &found->second;
}

std::size_t OutboxIndex::move(const std::string& from, const std::string& to) {
  if (from == to || !find(from)) return 0;
  return queue(from).moveTo(queue(to), [this] { return ++sequence_; });
}

std::size_t OutboxIndex::purge(const std::string& sink) {
  return find(sink) ? queue(sink).discardUnclaimed("purged") : 0;
}

void OutboxIndex::replay(const Delivery& letter, Clock::time_point now, Replay& result) {
  switch (queue(letter.sink).revive(letter, sequence_ + 1, now)) {
    case SinkQueue::Revival::Gone: break;
    case SinkQueue::Revival::Stays: ++result.left; break;
    case SinkQueue::Revival::Waits:
      ++sequence_;
      ++result.count;
      result.sinks.insert(letter.sink);
      log_.step(LogStep::Replayed, letter.sink, letter.event->category, letter.event, "a dead letter waits again");
  }
}

Clock::time_point OutboxIndex::expireDeadLetters(Clock::time_point now) {
  auto next = now + bounds_.deadLetterAge;
  for (auto& [name, queue] : queues_) next = std::min(next, queue.deadLetters().expire(now));
  return next;
}

void OutboxIndex::giveBack(const CustodyBook::IsWanted& isWanted, bool evenUnderWay) {
  for (const auto sequence : custody_.sequences()) {
    const auto& record = *custody_.find(sequence);
    auto* const queue = record.queue;
    const auto category = record.category;
    const bool isSaving = record.isSaving;
    const bool isClaimed = queue->isClaimed(sequence, category);
    const bool isFree = custody_.giveBack(sequence, isWanted, !evenUnderWay && (isClaimed || isSaving));
    if (isFree && isSaving) custody_.take(sequence);  // from now on, it is like any other
    if (isFree && !isSaving && !isClaimed) queue->giveBack(sequence, category);
  }
}

Clock::time_point OutboxIndex::leaveCustody(const void* owner, Clock::time_point now) {
  auto next = Clock::time_point::max();
  for (const auto sequence : custody_.sequences(owner)) {
    const auto* const record = custody_.find(sequence);
    if (!record || record->isSaving) continue;  // it may have been dropped for one before it
    const auto due = record->queue->custodyEnds(sequence, record->category, record->longest());
    if (due > now) {
      next = std::min(next, due);
    } else if (!record->queue->leaveCustody(sequence, record->category)) {
      next = std::min(next, now + kLook);
    }
  }
  return next;
}

bool OutboxIndex::hasToSave(const void* owner) const {
  return std::any_of(custody_.all().begin(), custody_.all().end(),
                     [owner](const auto& one) { return one.second.isSaving && one.second.isHeldBy(owner); });
}

OutboxIndex::Saving OutboxIndex::toSave(const void* owner) const {
  Saving saving;
  for (const auto& [sequence, record] : custody_.all()) {
    if (!record.isSaving || !record.isHeldBy(owner)) continue;
    if (record.queue->isLogged(sequence, record.category)) saving.emplace_back(sequence, record.refusals);
  }
  return saving;
}

bool OutboxIndex::saved(const void* owner, const Saving& saving) {
  for (const auto& [sequence, refusals] : saving) {
    const auto* const record = custody_.find(sequence);
    if (record && record->isSaving && record->refusals == refusals) custody_.end(sequence, record->savedAs);
  }
  bool all = true;
  for (const auto sequence : custody_.sequences(owner)) {
    const auto* const record = custody_.find(sequence);
    if (!record->isSaving) continue;
    const bool isSafe = record->queue->isSafeOtherwise(sequence, record->category);
    if (isSafe) custody_.end(sequence, record->savedAs);
    all &= isSafe;
  }
  return all;
}

std::vector<std::uint64_t> OutboxIndex::onDisk() const {
  std::vector<std::uint64_t> result;
  for (const auto& [name, queue] : queues_) {
    const auto there = queue.onDisk();
    result.insert(result.end(), there.begin(), there.end());
  }
  return result;
}

std::size_t OutboxIndex::countOnDisk() const {
  std::size_t count = 0;
  for (const auto& [name, queue] : queues_) count += queue.countOnDisk();
  return count;
}

std::size_t OutboxIndex::deadLetterBytes() const {
  std::size_t bytes = 0;
  for (const auto& [name, queue] : queues_) bytes += queue.deadLetters().bytes();
  return bytes;
}

std::set<std::uint64_t> OutboxIndex::keptRows() const {
  std::set<std::uint64_t> rows;
  for (const auto& [name, queue] : queues_) {
    for (const auto row : queue.keptRows()) rows.insert(row);
  }
  return rows;
}

std::set<std::string> OutboxIndex::waitingSinks() const {
  std::set<std::string> sinks;
  for (const auto& [name, queue] : queues_) {
    if (!queue.empty()) sinks.insert(name);
  }
  return sinks;
}

bool OutboxIndex::waitsOnDisk() const {
  return std::any_of(queues_.begin(), queues_.end(), [](const auto& one) { return one.second.waitsOnDisk(); });
}

void OutboxIndex::promote() {
  for (auto& [name, queue] : queues_) queue.promote();
}

bool OutboxIndex::lose(std::uint64_t sequence) {
  bool lost = false;
  for (auto& [name, queue] : queues_) lost |= queue.lose(sequence);
  return lost;
}

std::string OutboxIndex::sinkOf(std::uint64_t sequence) const {
  const auto found = std::find_if(queues_.begin(), queues_.end(),
                                  [sequence](const auto& one) { return one.second.isOnDisk(sequence); });
  return found == queues_.end() ? std::string() : found->first;
}

std::map<std::string_view, NeededRoom> OutboxIndex::neededBy(const std::vector<Delivery>& deliveries) const {
  std::map<std::string_view, NeededRoom> needed;
  for (const auto& delivery : deliveries) needed[delivery.sink].add(delivery, log_);
  return needed;
}

bool OutboxIndex::fits(std::string_view sink, const NeededRoom& needed) const {
  const auto* queue = find(sink);
  return !queue || queue->fits(needed);
}

}  // namespace herald::core
