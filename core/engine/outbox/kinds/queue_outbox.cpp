// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/kinds/queue_outbox.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "engine/outbox/queue/id_hash.h"

namespace herald::core {

namespace {

// When to ask a disk again that has refused what is in custody.
constexpr Millis kRefused = std::chrono::seconds(10);

}  // namespace

QueueOutbox::QueueOutbox(std::unique_ptr<Storage> storage, const std::filesystem::path& marks)
    : inFlight_(marks), storage_(std::move(storage)), bodies_(*storage_), deadLetters_(*storage_) {}

bool QueueOutbox::store(std::vector<Delivery>& deliveries, bool mayDrop, const std::vector<Note>& notes) {
  const MutexLock lock(storage_->mutex);
  if (!mayDrop && !storage_->index.allFit(deliveries)) return false;
  take(deliveries, notes);
  return true;
}

bool QueueOutbox::storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) {
  const MutexLock lock(storage_->mutex);
  if (!storage_->index.someAdmit(deliveries)) return false;
  take(deliveries, notes);
  return true;
}

bool QueueOutbox::takes(const std::vector<Delivery>& deliveries) const {
  const MutexLock lock(storage_->mutex);
  return storage_->index.someAdmit(deliveries);
}

void QueueOutbox::storeSoon(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) {
  const MutexLock lock(storage_->mutex);
  storage_->index.add(deliveries);
  for (const auto& note : notes) storage_->index.keep(note);
}

void QueueOutbox::take(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) {
  auto& index = storage_->index;
  const auto before = storage_->logged();
  const bool allNew = index.add(deliveries);
  // An event that waited already may not be safe yet.
  const bool mustBeSafe = !allNew || storage_->logged() != before;
  for (const auto& note : notes) index.keep(note);
  if (!mustBeSafe) return;
  const StoresUnderWay::Store store(storing_, deliveries);
  storage_->commit();
}

std::string QueueOutbox::note(const std::string& owner, const std::string& key) const {
  const MutexLock lock(storage_->mutex);
  return storage_->index.notes().value(owner, key);
}

NoteList QueueOutbox::notes(const std::string& owner) const {
  const MutexLock lock(storage_->mutex);
  return storage_->index.notes().of(owner);
}

bool QueueOutbox::hasRoom(const std::vector<Delivery>& deliveries) const {
  const MutexLock lock(storage_->mutex);
  return storage_->index.allFit(deliveries);
}

bool QueueOutbox::awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const {
  const MutexLock lock(storage_->mutex);
  return storage_->room.wait(storage_->mutex, std::move(stop),
                             [&]() HERALD_REQUIRES(storage_->mutex) { return storage_->index.allFit(deliveries); });
}

std::vector<Delivery> QueueOutbox::waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const {
  std::vector<Delivery> result;
  while (result.size() < limit) {
    auto page = pageOf(sink, after, limit - result.size());
    if (page.empty()) break;
    after = page.back().sequence;
    const bool all = bodies_.fill(page);
    std::move(page.begin(), page.end(), std::back_inserter(result));
    if (all) continue;
    if (result.empty()) {
      throw Unreadable("deliveries for " + std::string(sink) +
                       " cannot be read from disk now: Herald tries again every 10 seconds");
    }
    break;
  }
  return result;
}

std::optional<std::vector<Delivery>> QueueOutbox::waitingInMemory(std::string_view sink, std::uint64_t after,
                                                                  std::size_t limit) const {
  auto page = pageOf(sink, after, limit);
  const bool isWhole = std::all_of(page.begin(), page.end(), [](const auto& one) { return one.event != nullptr; });
  return isWhole ? std::optional(std::move(page)) : std::nullopt;
}

/// What is safe already. Events that are not in memory are missing.
std::vector<Delivery> QueueOutbox::pageOf(std::string_view sink, std::uint64_t after, std::size_t limit) const {
  const MutexLock lock(storage_->mutex);
  const auto* queue = storage_->index.find(sink);
  auto page = queue ? queue->waiting(after, limit) : std::vector<Delivery>{};
  const auto unsafe = storing_.firstFor(sink);
  while (!page.empty() && page.back().sequence >= unsafe) page.pop_back();
  return page;
}

std::optional<Delivery> QueueOutbox::inMemory(std::string_view sink, std::uint64_t sequence) const {
  const MutexLock lock(storage_->mutex);
  const auto* queue = storage_->index.find(sink);
  return queue ? queue->inMemory(sequence) : std::nullopt;
}

std::uint64_t QueueOutbox::lastSequence() const {
  const MutexLock lock(storage_->mutex);
  return storage_->index.lastSequence();
}

std::size_t QueueOutbox::waitingUpTo(std::string_view sink, std::uint64_t last) const {
  const MutexLock lock(storage_->mutex);
  const auto* queue = storage_->index.find(sink);
  return queue ? queue->waitingUpTo(last) : 0;
}

bool QueueOutbox::claim(const Delivery& delivery) {
  const MutexLock lock(storage_->mutex);
  if (inFlight_.suspects(delivery)) {
    burySuspect(delivery);
    return false;
  }
  if (!storage_->index.queue(delivery.sink).claim(delivery)) return false;
  inFlight_.begin(delivery);
  return true;
}

/// The dead letter is on disk before its mark goes: the next attempt may end the process too.
void QueueOutbox::burySuspect(Delivery suspect) {
  const Ending ending{.reason = "Herald ended " + std::to_string(InFlight::kMost) +
                                " times in a row while it delivered this: check the plugin of the sink",
                      .time = std::chrono::system_clock::now(),
                      .at = Clock::now()};
  suspect.attempts += InFlight::kMost;
  const bool there = storage_->index.queue(suspect.sink).bury(suspect, ending);
  storage_->commit();
  ended(suspect);
  if (!there) return;
  Poco::Logger::get("outbox").error(suspect.event->type + " of " + suspect.event->device + " for the sink " +
                                    suspect.sink + " is a dead letter: " + ending.reason);
}

void QueueOutbox::release(const Delivery& delivery) {
  const MutexLock lock(storage_->mutex);
  storage_->index.queue(delivery.sink).release(delivery);
  inFlight_.end(delivery);
}

void QueueOutbox::delivered(const Delivery& delivery) {
  const MutexLock lock(storage_->mutex);
  storage_->index.queue(delivery.sink).deliver(delivery);
  ended(delivery);
}

void QueueOutbox::discard(const Delivery& delivery, const std::string& reason) {
  const MutexLock lock(storage_->mutex);
  storage_->index.queue(delivery.sink).discard(delivery, reason);
  ended(delivery);
}

void QueueOutbox::bury(const Delivery& delivery, const Ending& ending) {
  const MutexLock lock(storage_->mutex);
  storage_->index.queue(delivery.sink).bury(delivery, ending);
  ended(delivery);
}

void QueueOutbox::ended(const Delivery& delivery) {
  inFlight_.end(delivery);
  storage_->room.notifyAll();
}

std::vector<std::string> QueueOutbox::gone(const std::vector<std::string>& events) const {
  std::unordered_set<std::uint64_t> hashes;
  for (const auto& id : events) hashes.insert(idHashOf(id));
  {
    const MutexLock lock(storage_->mutex);
    for (const auto& [name, queue] : storage_->index.queues()) queue.eraseKnown(hashes);
  }
  std::vector<std::string> result;
  std::copy_if(events.begin(), events.end(), std::back_inserter(result),
               [&](const std::string& id) { return hashes.contains(idHashOf(id)); });
  return result;
}

OutboxCounts QueueOutbox::counts(std::string_view sink) const {
  const MutexLock lock(storage_->mutex);
  const auto* queue = storage_->index.find(sink);
  return queue ? queue->counts() : OutboxCounts{};
}

std::map<std::string, OutboxCounts> QueueOutbox::allCounts() const {
  const MutexLock lock(storage_->mutex);
  std::map<std::string, OutboxCounts> result;
  for (const auto& [name, queue] : storage_->index.queues()) result.emplace(name, queue.counts());
  return result;
}

std::vector<std::string> QueueOutbox::sinks() const {
  const MutexLock lock(storage_->mutex);
  std::vector<std::string> names;
  for (const auto& [name, queue] : storage_->index.queues()) {
    if (!queue.empty() || !queue.deadLetters().empty()) names.push_back(name);
  }
  return names;
}

std::size_t QueueOutbox::move(const std::string& from, const std::string& to) {
  const MutexLock lock(storage_->mutex);
  const auto count = storage_->index.move(from, to);
  storage_->room.notifyAll();
  storage_->commit();
  return count;
}

std::size_t QueueOutbox::purge(const std::string& sink) {
  const MutexLock lock(storage_->mutex);
  const auto count = storage_->index.purge(sink);
  storage_->room.notifyAll();
  storage_->commit();
  return count;
}

std::vector<Delivery> QueueOutbox::interrupted() const {
  std::vector<Delivery> found;
  {
    const MutexLock lock(storage_->mutex);
    if (!inFlight_.wasAnyUnderWay()) return found;
    for (const auto& [name, queue] : storage_->index.queues()) {
      const auto sink = std::hash<std::string>()(name);
      const auto wasUnderWay = [&](std::uint64_t id)
                                   HERALD_REQUIRES(storage_->mutex) { return inFlight_.wasUnderWay(sink, id); };
      auto more = queue.waitingWhere(wasUnderWay);
      std::move(more.begin(), more.end(), std::back_inserter(found));
    }
  }
  bodies_.fill(found);
  return found;
}

std::optional<Delivery> QueueOutbox::find(std::string_view sink, const std::string& event) const {
  std::vector<Delivery> found;
  {
    const MutexLock lock(storage_->mutex);
    const auto* queue = storage_->index.find(sink);
    if (!queue) return std::nullopt;
    found = queue->waitingWhere([hash = idHashOf(event)](std::uint64_t idHash) { return idHash == hash; });
  }
  bodies_.fill(found);
  const auto same = std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.event->id == event; });
  return same == found.end() ? std::nullopt : std::optional(*same);
}

void QueueOutbox::setLog(std::function<void(LogEntry entry, LogDetail detail)> log) {
  const MutexLock lock(storage_->mutex);
  storage_->setSteps(std::move(log));
}

void QueueOutbox::giveBack(const IsHeld& isWanted, bool evenUnderWay) {
  const MutexLock lock(storage_->mutex);
  storage_->index.giveBack(isWanted, evenUnderWay);
  storage_->room.notifyAll();
}

Clock::time_point QueueOutbox::saveHeld(const void* owner, Clock::time_point now) {
  const MutexLock lock(storage_->mutex);
  auto& index = storage_->index;
  const auto next = index.leaveCustody(owner, now);
  if (!index.hasToSave(owner)) return next;
  const auto saving = index.toSave(owner);
  storage_->room.notifyAll();
  storage_->commit();
  return index.saved(owner, saving) ? next : std::min(next, now + kRefused);
}

void QueueOutbox::setWake(Wake wake) { storage_->setWake(std::move(wake)); }

OutboxHealth QueueOutbox::health() const {
  const MutexLock lock(storage_->mutex);
  return storage_->health();
}

void QueueOutbox::flush() {
  const MutexLock lock(storage_->mutex);
  storage_->commit();
  storage_->commit();  // marks the ends that the disk has just refused
}

}  // namespace herald::core
