// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/sink_queue.h"

#include <algorithm>
#include <utility>

#include "engine/outbox/queue/id_hash.h"

namespace herald::core {

namespace {

using Kind = Change::Kind;

constexpr const char* kTooLarge = "larger than the queue";
constexpr const char* kUnreadable = "unreadable on disk";
constexpr const char* kGivenBack = "given back to its source";
constexpr std::size_t kMostMoved = 500;  // to the outbox at once, to make room in custody

std::uint32_t hashOf(const std::string& name) { return static_cast<std::uint32_t>(std::hash<std::string>()(name)); }

}  // namespace

SinkQueue::SinkQueue(std::string sink, const QueueBounds& bounds, ChangeLog& log, CustodyBook& custody)
    : sink_(std::move(sink)),
      bounds_(bounds),
      log_(log),
      custodians_(custody),
      memory_(WaitingDeliveries::Kind::Memory, bounds.events, bounds.bytes),
      disk_(WaitingDeliveries::Kind::Disk, bounds.diskEvents, bounds.diskBytes),
      custody_(WaitingDeliveries::Kind::Memory, bounds.events, bounds.bytes),
      deadLetters_(sink_, bounds_, log, dropped_) {}

bool SinkQueue::add(const Delivery& delivery) {
  if (delivery.holding) delivery.holding->begun();
  if (!insert(delivery, 0)) return false;
  ++totals_.accepted;
  return true;
}

/// `row` is the one that it has on disk; 0 if it has none.
bool SinkQueue::insert(const Delivery& delivery, std::uint64_t row) {
  const auto size = sizeOf(delivery);
  const bool dead = !delivery.ending.reason.empty();
  const auto idHash = idHashOf(delivery.event->id);
  if (!dead && ids_.contains(idHash)) {
    if (delivery.holding) holdWaiting(idHash, delivery.holding);
    return false;
  }
  const bool inCustody = delivery.holding && !dead && findRoomInCustody(delivery, size);
  const bool toDisk = !inCustody && log_.takes(*delivery.event);
  auto& where = inCustody ? custody_ : toDisk ? disk_ : memory_;
  if (!dead && !inCustody && !where.bound().holds(size)) {
    ++dropped_[kTooLarge];
    log_.step(LogStep::Dropped, sink_, delivery.event->category, delivery.event, kTooLarge);
    forget(row);
    if (delivery.holding) delivery.holding->ended(Holding::End::Over);
    return true;
  }
  if (delivery.holding) hold(delivery.sequence, delivery, inCustody);
  if (toDisk) log_.log(Change::toStore(row, delivery));
  if (toDisk) row = delivery.sequence;
  if (dead) {
    ++totals_.buried;
    log_.step(LogStep::Dead, sink_, delivery.event->category, delivery.event, delivery.ending.reason);
    deadLetters_.add(delivery, size, row, toDisk);
  } else {
    put(where, {delivery.sequence,
                delivery.event->category,
                delivery.event,
                row,
                {.accepted = delivery.accepted,
                 .idHash = idHash,
                 .source = hashOf(delivery.event->source),
                 .device = hashOf(delivery.event->device),
                 .size = static_cast<std::uint32_t>(size),
                 .attempts = delivery.attempts}});
  }
  return true;
}

/// If it does not find room, the delivery goes to the outbox: it is too large for memory, or others that stay have all.
bool SinkQueue::findRoomInCustody(const Delivery& delivery, std::size_t size) {
  if (!delivery.holding->atMost() || !log_.takesFromCustody(*delivery.event)) return true;
  const auto& bound = custody_.bound();
  return (bound.holds(size) && (!isBehind() || bound.fits(1, size))) || makeRoomInCustody(size);
}

/// Moves the oldest to the outbox: after a kill, all that was in custody comes again, behind what is there. Many at
/// once, so that a delivery costs the same however many wait.
bool SinkQueue::makeRoomInCustody(std::size_t size) {
  const auto& bound = custody_.bound();
  const auto events = std::max<std::size_t>(bounds_.events / 2, 1);
  const bool behind = isBehind();
  std::size_t moved = 0;
  for (auto next = custody_.next(0); next; next = custody_.next(next->first)) {
    const bool isEnough =
        moved >= kMostMoved ? bound.fits(1, size) : bound.fits(events, std::max(bounds_.bytes / 2, size));
    if (bound.holds(size) && isEnough) break;
    const auto* const record = custodians_.find(next->first);
    if (!record || !record->longest() || !toOutbox(next->first, next->second)) continue;
    if (behind) givenUpTo_ = std::max(givenUpTo_, next->first);
    ++moved;
  }
  return bound.holds(size) && bound.fits(1, size);
}

/// Something on disk or in memory has waited for longer than custody lasts, or behind such a one.
bool SinkQueue::isBehind() const { return std::min(memory_.first(), disk_.first()) <= givenUpTo_; }

void SinkQueue::hold(std::uint64_t sequence, const Delivery& delivery, bool waits) {
  const bool dead = !delivery.ending.reason.empty();
  custodians_.hold(sequence, *this, delivery.event->category, delivery.holding);
  if (waits) return;
  custodians_.save(sequence, dead ? Holding::End::DeadLetter : Holding::End::InOutbox);
}

/// A delivery of the same event waits already: it counts for this one, too.
void SinkQueue::holdWaiting(std::uint64_t idHash, const std::shared_ptr<Holding>& holding) {
  for (auto* where : {&memory_, &custody_, &disk_}) {
    for (std::size_t i = 0; i < where->byCategory().size(); ++i) {
      for (const auto& [sequence, entry] : where->byCategory()[i]) {
        if (entry.idHash != idHash) continue;
        custodians_.hold(sequence, *this, static_cast<Category>(i), holding);
        if (where != &custody_) custodians_.save(sequence, Holding::End::InOutbox);
        return;
      }
    }
  }
  holding->ended(Holding::End::Over);
}

void SinkQueue::restore(const StoredDelivery& stored) {
  if (stored.ended) {
    deadLetters_.restore(stored);
  } else if (ids_.contains(idHashOf(stored.id))) {
    log_.log({Kind::Remove, stored.sequence, {}});
  } else {
    ++totals_.returned;
    givenUpTo_ = std::max(givenUpTo_, stored.sequence);
    put(disk_, {stored.sequence,
                stored.category,
                nullptr,
                stored.sequence,
                {.accepted = stored.accepted,
                 .idHash = idHashOf(stored.id),
                 .source = hashOf(stored.source),
                 .device = hashOf(stored.device),
                 .size = stored.size,
                 .attempts = stored.attempts}});
  }
}

void SinkQueue::put(WaitingDeliveries& where, WaitingDeliveries::Item item) {
  ids_.insert(item.entry.idHash);
  where.put(std::move(item));
  while (&where != &custody_ && where.bound().overfull()) {
    const auto dropped = where.takeToDrop();
    if (!dropped) break;
    ids_.erase(dropped->entry.idHash);
    forget(dropped->row);
    drop(dropped->sequence, dropped->category, dropped->event,
         "queue full: " + std::string(toString(dropped->category)));
    // This is no progress: if the sink was behind, it still is.
    if (dropped->sequence <= givenUpTo_ && !where.empty()) givenUpTo_ = std::max(givenUpTo_, where.first());
  }
  disk_.keepBodies(bounds_.events, bounds_.bytes);
}

WaitingDeliveries::Item SinkQueue::take(WaitingDeliveries& where, std::uint64_t sequence, Category category) {
  auto item = where.take(sequence, category).value();
  ids_.erase(item.entry.idHash);
  return item;
}

void SinkQueue::forget(std::uint64_t row) {
  if (row != 0) log_.log({Kind::Remove, row, {}});
}

/// Counts and reports a delivery that is no longer here.
void SinkQueue::drop(std::uint64_t sequence, Category category, const std::shared_ptr<const Event>& event,
                     const std::string& reason) {
  ++dropped_[reason];
  log_.step(LogStep::Dropped, sink_, category, event, reason);
  custodians_.end(sequence, Holding::End::Over);
}

SinkQueue::Place SinkQueue::find(const Delivery& delivery) {
  for (auto* where : {&memory_, &disk_, &custody_}) {
    if (auto* entry = where->find(delivery.sequence, delivery.event->category)) return {where, entry};
  }
  return {};
}

bool SinkQueue::claim(const Delivery& delivery) {
  const auto place = find(delivery);
  if (place.entry) place.entry->claimed = true;
  return place.entry != nullptr;
}

bool SinkQueue::release(const Delivery& delivery) {
  const auto place = find(delivery);
  if (!place.entry) return false;
  place.entry->claimed = false;
  place.entry->attempts = delivery.attempts;
  if (custodians_.leave(delivery.sequence)) giveBack(delivery.sequence, delivery.event->category);
  if (place.where == &disk_) log_.log({Kind::Update, delivery.sequence, delivery});
  return true;
}

bool SinkQueue::remove(const Delivery& delivery) {
  const auto place = find(delivery);
  if (!place.entry) return false;
  forget(take(*place.where, delivery.sequence, delivery.event->category).row);
  return true;
}

bool SinkQueue::deliver(const Delivery& delivery) {
  if (!remove(delivery)) return false;
  custodians_.end(delivery.sequence, Holding::End::Over);
  ++totals_.delivered;
  return true;
}

bool SinkQueue::discard(const Delivery& delivery, const std::string& reason) {
  if (!remove(delivery)) return false;
  custodians_.end(delivery.sequence, Holding::End::Over);
  ++dropped_[reason];
  const bool isOld = reason.starts_with("too old");
  log_.step(isOld ? LogStep::Expired : LogStep::Dropped, sink_, delivery.event->category, delivery.event, reason);
  return true;
}

bool SinkQueue::bury(const Delivery& delivery, const Ending& ending) {
  const auto place = find(delivery);
  if (!place.entry) return false;
  const bool inCustody = place.where == &custody_;
  if (inCustody && custodians_.isOrphan(delivery.sequence)) {
    place.entry->claimed = false;
    giveBack(delivery.sequence, delivery.event->category);  // its event comes again elsewhere
    return true;
  }
  const auto row = take(*place.where, delivery.sequence, delivery.event->category).row;
  ++totals_.buried;
  auto letter = delivery;
  letter.ending = ending;
  log_.step(LogStep::Dead, sink_, delivery.event->category, delivery.event, ending.reason);
  const bool onDisk = inCustody && row == 0 ? log_.takes(*letter.event) : row != 0 && log_.isOpen();
  if (row != 0 || onDisk) log_.log(Change::toStore(row, letter));
  custodians_.save(letter.sequence, Holding::End::DeadLetter);
  deadLetters_.add(letter, sizeOf(letter), onDisk ? letter.sequence : row, onDisk);
  return true;
}

std::vector<std::pair<WaitingDeliveries*, WaitingDeliveries::Item>> SinkQueue::unclaimed() {
  std::vector<std::pair<WaitingDeliveries*, WaitingDeliveries::Item>> result;
  for (auto* where : {&memory_, &custody_, &disk_}) {
    for (auto& item : where->items()) {
      if (!item.entry.claimed) result.emplace_back(where, std::move(item));
    }
  }
  std::sort(result.begin(), result.end(),
            [](const auto& one, const auto& other) { return one.second.sequence < other.second.sequence; });
  return result;
}

std::size_t SinkQueue::moveTo(SinkQueue& to, const std::function<std::uint64_t()>& nextSequence) {
  std::size_t count = 0;
  for (auto& [where, item] : unclaimed()) {
    if (to.ids_.contains(item.entry.idHash)) {
      forget(take(*where, item.sequence, item.category).row);
      for (const auto& one : custodians_.take(item.sequence)) to.holdWaiting(item.entry.idHash, one.holding);
      const auto reason = "waits for " + to.sink() + " already";
      ++dropped_[reason];
      log_.step(LogStep::Dropped, sink_, item.category, item.event, reason);
      continue;
    }
    const auto category = item.category;
    const auto before = item.sequence;
    auto event = item.event;
    const auto after = nextSequence();
    if (!move(*where, std::move(item), to, after)) break;
    custodians_.rename(before, after, to);
    log_.step(LogStep::Moved, sink_, category, std::move(event), "moved to " + to.sink());
    ++count;
  }
  totals_.moved += count;
  to.totals_.returned += count;
  return count;
}

bool SinkQueue::move(WaitingDeliveries& from, WaitingDeliveries::Item item, SinkQueue& to, std::uint64_t sequence) {
  auto moved = to.toDelivery(sequence, item.event, item.entry);
  if (&from == &memory_) {
    NeededRoom needed;
    needed.add(moved, log_);
    if (!to.fits(needed)) return false;
    take(from, item.sequence, item.category);
    to.insert(moved, item.row);
    return true;
  }
  if (&from == &custody_) {
    if (!to.custody_.bound().fits(1, item.entry.size)) return false;
    auto taken = take(from, item.sequence, item.category);
    taken.sequence = sequence;
    to.put(to.custody_, std::move(taken));
    return true;
  }
  if (!log_.isOpen() || !to.disk_.bound().fits(1, item.entry.size)) return false;
  take(from, item.sequence, item.category);
  log_.log({.kind = Kind::Update, .row = item.row, .delivery = std::move(moved), .from = sink_});
  item.sequence = item.row = sequence;
  to.put(to.disk_, std::move(item));
  return true;
}

std::size_t SinkQueue::discardUnclaimed(const std::string& reason) {
  const auto items = unclaimed();
  for (const auto& [where, item] : items) {
    log_.step(LogStep::Purged, sink_, item.category, item.event, reason);
    forget(take(*where, item.sequence, item.category).row);
    custodians_.end(item.sequence, Holding::End::Over);
  }
  if (!items.empty()) dropped_[reason] += items.size();
  return items.size();
}

SinkQueue::Revival SinkQueue::revive(const Delivery& letter, std::uint64_t sequence, Clock::time_point now) {
  auto again = letter;
  again.sequence = sequence;
  again.accepted = now;
  again.attempts = 0;
  again.ending = {};
  const auto size = sizeOf(again);
  const bool inMemory = deadLetters_.inMemory().contains(letter.sequence);
  if (!inMemory && !deadLetters_.onDisk().contains(letter.sequence)) return Revival::Gone;
  if (ids_.contains(idHashOf(again.event->id))) return Revival::Stays;
  if (custodians_.has(letter.sequence)) return Revival::Stays;  // it is not safe yet
  if (inMemory) {
    NeededRoom needed;
    needed.add(again, log_);
    if (!fits(needed)) return Revival::Stays;
    insert(again, *deadLetters_.take(letter.sequence));
    ++totals_.returned;
    return Revival::Waits;
  }
  if (!log_.isOpen() || !disk_.bound().fits(1, size)) return Revival::Stays;
  deadLetters_.take(letter.sequence);
  ++totals_.returned;
  log_.log({Kind::Update, letter.sequence, again});
  put(disk_, {sequence,
              again.event->category,
              nullptr,
              sequence,
              {.accepted = now,
               .idHash = idHashOf(again.event->id),
               .source = hashOf(again.event->source),
               .device = hashOf(again.event->device),
               .size = static_cast<std::uint32_t>(size)}});
  return Revival::Waits;
}

void SinkQueue::demote(const Delivery& delivery, std::uint64_t row) {
  if (auto item = disk_.take(delivery.sequence, delivery.event->category)) {
    item->event = delivery.event;
    item->row = row;
    const bool backToCustody = row == 0 && custodians_.has(delivery.sequence);
    if (backToCustody) custodians_.refuse(delivery.sequence, true);
    put(backToCustody ? custody_ : memory_, std::move(*item));
  } else if (deadLetters_.demote(delivery, row)) {
    custodians_.refuse(delivery.sequence, false);
  }
}

bool SinkQueue::giveBack(std::uint64_t sequence, SinkQueue& to, std::uint64_t row) {
  for (std::size_t i = 0; i < disk_.byCategory().size(); ++i) {
    const auto category = static_cast<Category>(i);
    const auto* entry = disk_.find(sequence, category);
    if (!entry) continue;
    if (entry->claimed) return false;
    auto item = take(disk_, sequence, category);
    item.sequence = item.row = row;
    --totals_.returned;
    --to.totals_.moved;
    custodians_.rename(sequence, row, to);
    to.put(to.disk_, std::move(item));
    return true;
  }
  return false;
}

Clock::time_point SinkQueue::custodyEnds(std::uint64_t sequence, Category category, std::optional<Millis> atMost) {
  const auto* const entry = custody_.find(sequence, category);
  return entry && atMost ? entry->accepted + *atMost : Clock::time_point::max();
}

bool SinkQueue::leaveCustody(std::uint64_t sequence, Category category) {
  if (!toOutbox(sequence, category)) return false;
  givenUpTo_ = std::max(givenUpTo_, sequence);
  return true;
}

/// An attempt of it may be under way: if it waited for that, later ones of its device would be there before it.
bool SinkQueue::toOutbox(std::uint64_t sequence, Category category) {
  const auto* const entry = custody_.find(sequence, category);
  const auto* const record = custodians_.find(sequence);
  const auto event = custody_.body(sequence);
  if (!entry || !record || record->isLeaving() || !log_.takesFromCustody(*event)) return false;
  const bool toDisk = log_.takes(*event);
  if (toDisk) log_.log(Change::toStore(0, toDelivery(sequence, event, *entry)));
  auto item = take(custody_, sequence, category);
  if (toDisk) item.row = sequence;
  custodians_.save(sequence, Holding::End::InOutbox);
  put(toDisk ? disk_ : memory_, std::move(item));
  return true;
}

void SinkQueue::giveBack(std::uint64_t sequence, Category category) {
  const auto* const entry = custody_.find(sequence, category);
  if (!entry || entry->claimed) return;
  const auto item = take(custody_, sequence, category);
  drop(sequence, category, item.event, kGivenBack);
}

bool SinkQueue::isClaimed(std::uint64_t sequence, Category category) {
  for (auto* where : {&memory_, &custody_, &disk_}) {
    if (const auto* const entry = where->find(sequence, category)) return entry->claimed;
  }
  return false;
}

bool SinkQueue::isLogged(std::uint64_t sequence, Category category) {
  return disk_.find(sequence, category) || deadLetters_.onDisk().contains(sequence);
}

bool SinkQueue::isSafeOtherwise(std::uint64_t sequence, Category category) {
  if (custody_.find(sequence, category) || isLogged(sequence, category)) return false;
  if (memory_.find(sequence, category)) {
    return memory_.oddRows().contains(sequence) || !log_.keeps(*memory_.body(sequence));
  }
  const auto& letters = deadLetters_.inMemory().all();
  const auto letter = letters.find(sequence);
  return letter == letters.end() || letter->second.row != 0 || !log_.keeps(*letter->second.whole->event);
}

void SinkQueue::promote() {
  for (auto& item : memory_.items()) {
    if (!log_.takesAgain(item.row, *item.event)) continue;
    log_.log(Change::toStore(item.row, toDelivery(item.sequence, item.event, item.entry)));
    auto taken = take(memory_, item.sequence, item.category);
    taken.row = taken.sequence;
    put(disk_, std::move(taken));
  }
  deadLetters_.promote();
}

std::vector<Delivery> SinkQueue::waiting(std::uint64_t after, std::size_t limit) const {
  struct Rest {
    const WaitingDeliveries* where;
    WaitingDeliveries::Entries::Iterator at, end;
  };
  std::vector<Rest> rest;
  for (const auto* where : {&memory_, &custody_, &disk_}) {
    for (const auto& entries : where->byCategory()) rest.push_back({where, entries.upperBound(after), entries.end()});
  }
  std::vector<Delivery> result;
  while (result.size() < limit) {
    std::erase_if(rest, [](const Rest& one) { return one.at == one.end; });
    const auto first = std::min_element(
        rest.begin(), rest.end(), [](const Rest& one, const Rest& other) { return one.at->first < other.at->first; });
    if (first == rest.end()) break;
    const auto& [sequence, entry] = *first->at;
    result.push_back(toDelivery(sequence, first->where->body(sequence), entry));
    ++first->at;
  }
  return result;
}

std::vector<Delivery> SinkQueue::waitingWhere(const std::function<bool(std::uint64_t idHash)>& isWanted) const {
  std::vector<Delivery> result;
  for (const auto* where : {&memory_, &custody_, &disk_}) {
    for (const auto& entries : where->byCategory()) {
      for (const auto& [sequence, entry] : entries)
        if (isWanted(entry.idHash)) result.push_back(toDelivery(sequence, where->body(sequence), entry));
    }
  }
  return result;
}

std::optional<Delivery> SinkQueue::inMemory(std::uint64_t sequence) const {
  for (const auto* where : {&memory_, &disk_, &custody_}) {
    const auto event = where->body(sequence);
    if (event) return toDelivery(sequence, event, *where->find(sequence, event->category));
  }
  return std::nullopt;
}

std::vector<std::uint64_t> SinkQueue::onDisk() const {
  std::vector<std::uint64_t> result;
  for (const auto& entries : disk_.byCategory()) {
    for (const auto& [sequence, entry] : entries) result.push_back(sequence);
  }
  for (const auto& [sequence, letter] : deadLetters_.onDisk().all()) result.push_back(sequence);
  return result;
}

bool SinkQueue::isOnDisk(std::uint64_t sequence) const {
  const auto& waiting = disk_.byCategory();
  return deadLetters_.onDisk().contains(sequence) ||
         std::any_of(waiting.begin(), waiting.end(),
                     [sequence](const auto& some) { return some.find(sequence) != nullptr; });
}

void SinkQueue::eraseKnown(std::unordered_set<std::uint64_t>& events) const {
  std::erase_if(events, [this](std::uint64_t event) { return ids_.contains(event); });
  deadLetters_.eraseKnown(events);
}

bool SinkQueue::waitsOnDisk() const { return !disk_.empty() || !memory_.oddRows().empty(); }

std::vector<std::uint64_t> SinkQueue::keptRows() const {
  std::vector<std::uint64_t> result;
  for (const auto& [sequence, row] : memory_.oddRows()) result.push_back(row);
  for (const auto& [sequence, letter] : deadLetters_.inMemory().all()) {
    if (letter.row != 0) result.push_back(letter.row);
  }
  return result;
}

bool SinkQueue::lose(std::uint64_t sequence) {
  if (deadLetters_.lose(sequence)) {
    forget(sequence);
    return true;
  }
  for (std::size_t i = 0; i < disk_.byCategory().size(); ++i) {
    auto item = disk_.take(sequence, static_cast<Category>(i));
    if (!item) continue;
    forget(sequence);
    ids_.erase(item->entry.idHash);
    if (!item->event) {
      drop(sequence, static_cast<Category>(i), nullptr, kUnreadable);
      return true;
    }
    item->row = 0;
    put(memory_, std::move(*item));
    return false;
  }
  return false;
}

bool SinkQueue::fits(const NeededRoom& needed) const {
  return memory_.bound().fits(needed.memory.events, needed.memory.bytes) &&
         disk_.bound().fits(needed.disk.events, needed.disk.bytes) &&
         (custody_.bound().fits(needed.custody.events, needed.custody.bytes) || (needed.mayLeaveCustody && isBehind()));
}

bool SinkQueue::admits(const std::vector<const Delivery*>& deliveries) {
  DeviceShares::Newcomers toMemory, toDisk;
  for (const auto* delivery : deliveries) {
    auto& newcomers = log_.takes(*delivery->event) ? toDisk : toMemory;
    newcomers.source = hashOf(delivery->event->source);
    for (auto* amount : {&newcomers.all, &newcomers.devices[hashOf(delivery->event->device)]}) {
      ++amount->items;
      amount->bytes += sizeOf(*delivery);
    }
  }
  return memory_.admits(toMemory) && disk_.admits(toDisk);
}

OutboxCounts SinkQueue::counts() const {
  const auto& memory = memory_.bound();
  const auto& disk = disk_.bound();
  const auto& custody = custody_.bound();
  return {.waiting = memory.size() + custody.size() + disk.size(),
          .bytes = memory.bytes() + custody.bytes() + disk.bytes(),
          .deadLetters = deadLetters_.size(),
          .inMemoryOnly = memory.size(),
          .inCustody = custody.size(),
          .oldest = std::min({memory_.oldest(), custody_.oldest(), disk_.oldest()}),
          .dropped = dropped_,
          .totals = totals_};
}

Delivery SinkQueue::toDelivery(std::uint64_t sequence, std::shared_ptr<const Event> event,
                               const WaitingDeliveries::Entry& entry) const {
  return {.sequence = sequence,
          .sink = sink_,
          .event = std::move(event),
          .accepted = entry.accepted,
          .attempts = entry.attempts};
}

}  // namespace herald::core
