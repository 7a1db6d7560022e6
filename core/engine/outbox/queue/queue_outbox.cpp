#include "engine/outbox/queue/queue_outbox.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <utility>

#include "engine/outbox/memory_outbox.h"
#include "engine/outbox/queue/queue_outbox_impl.h"

namespace herald::core {

namespace {

using Lock = std::unique_lock<std::mutex>;

Poco::Logger& logger() { return Poco::Logger::get("outbox"); }

}  // namespace

Outbox::~Outbox() = default;

QueueOutbox::Impl::Impl(const DiskOutbox::Options& options, TimeSource& time)
    : bounds(options.bounds), inFlight(std::make_unique<InFlight>(options.inFlight)) {
  writer = std::make_unique<DiskWriter>(options.disk, time, mutex, *this);
  const std::lock_guard guard(mutex);
  sequence = writer->lastSequence();
  adopt(writer->takeStored(), writer->takeNotes());
}

void QueueOutbox::Impl::adopt(const std::vector<Stored>& stored, const std::vector<std::shared_ptr<const Note>>& kept) {
  for (const auto& one : stored) queue(one.sink).restore(one);
  for (const auto& note : kept) notes.put(note);
  if (!stored.empty()) sequence = std::max(sequence, stored.back().sequence);
}

void QueueOutbox::Impl::announce() {
  std::set<std::string> sinks;
  {
    const std::lock_guard guard(mutex);
    for (const auto& [name, queue] : queues) {
      if (!queue.empty()) sinks.insert(name);
    }
  }
  const std::lock_guard guard(waking);
  if (wake) wake(sinks);
}

/// It is a dead letter on disk before its mark goes: what comes next may end the process as well.
void QueueOutbox::Impl::setAside(Delivery suspect, Lock& lock) {
  const Ending ending{.reason = "Herald ended " + std::to_string(InFlight::kMost) +
                                " times in a row while this was being delivered: look at the plugin of the sink",
                      .time = std::chrono::system_clock::now(),
                      .at = Clock::now()};
  suspect.attempts += InFlight::kMost;
  const bool there = queue(suspect.sink).bury(suspect, ending);
  commit(lock);
  ended(suspect);
  if (!there) return;
  logger().error(suspect.event->type + " of " + suspect.event->device + " for the sink " + suspect.sink +
                 " is a dead letter: " + ending.reason);
}

std::vector<std::uint64_t> QueueOutbox::Impl::onDisk() const {
  std::vector<std::uint64_t> result;
  for (const auto& [name, queue] : queues) {
    const auto there = queue.onDisk();
    result.insert(result.end(), there.begin(), there.end());
  }
  return result;
}

// An update that only counts attempts leaves behind a row that is right in everything else.
void QueueOutbox::Impl::refused(const Change& change) {
  if (change.kind == Change::Kind::Remove || change.kind == Change::Kind::Keep) return;
  auto delivery = change.delivery;
  const bool sameRow = change.kind == Change::Kind::Update && change.row == delivery.sequence;
  if (sameRow && delivery.ending.reason.empty()) return;
  if (!delivery.event) {
    delivery.event = eventOf(change.row);
    if (!delivery.event) return queue(delivery.sink).lose(delivery.sequence);
  }
  queue(delivery.sink).demote(delivery);
  room.notify_all();
}

std::shared_ptr<const Event> QueueOutbox::Impl::eventOf(std::uint64_t row) const {
  try {
    const auto whole = writer->read({row});
    return whole.empty() ? nullptr : whole.begin()->second.event;
  } catch (const DiskProblem&) {
    return nullptr;
  }
}

void QueueOutbox::Impl::lost(std::uint64_t number) {
  for (auto& [name, queue] : queues) queue.lose(number);
  room.notify_all();
}

void QueueOutbox::Impl::promote() {
  for (auto& [name, queue] : queues) queue.promote();
  room.notify_all();
}

std::map<std::string_view, Load> QueueOutbox::Impl::loadsOf(const std::vector<Delivery>& deliveries) const {
  const auto& log = writer ? static_cast<const ChangeLog&>(*writer) : noLog;
  std::map<std::string_view, Load> loads;
  for (const auto& delivery : deliveries) loads.try_emplace(delivery.sink, log).first->second.add(delivery);
  return loads;
}

bool QueueOutbox::Impl::fits(const std::pair<const std::string_view, Load>& load) const {
  const auto* there = find(load.first);
  return !there || there->fits(load.second);
}

bool QueueOutbox::Impl::fit(const std::vector<Delivery>& deliveries) const {
  const auto loads = loadsOf(deliveries);
  return std::all_of(loads.begin(), loads.end(), [this](const auto& load) { return fits(load); });
}

bool QueueOutbox::Impl::someFit(const std::vector<Delivery>& deliveries) const {
  const auto loads = loadsOf(deliveries);
  return std::any_of(loads.begin(), loads.end(), [this](const auto& load) { return fits(load); });
}

void QueueOutbox::Impl::take(std::vector<Delivery>& deliveries, const std::vector<Note>& taken, Lock& lock) {
  const auto before = writer ? writer->logged() : 0;
  bool again = false;  // whose first one may not be safe yet
  for (auto& delivery : deliveries) {
    delivery.sequence = ++sequence;
    auto& to = queue(delivery.sink);
    if (to.add(delivery)) {
      ++to.totals().accepted;
    } else {
      again = true;
    }
  }
  const bool waits = writer && (again || writer->logged() != before);
  for (const auto& note : taken) keep(note);
  if (waits) writer->commit(lock);
}

void QueueOutbox::Impl::keep(const Note& note) {
  auto kept = std::make_shared<const Note>(note);
  if (notes.put(kept)) log().log({.kind = Change::Kind::Keep, .note = std::move(kept)});
}

void QueueOutbox::Impl::ended(const Delivery& delivery) {
  if (inFlight) inFlight->end(delivery);
  room.notify_all();
}

/// Null if the disk fails.
std::optional<QueueOutbox::Impl::Deliveries> QueueOutbox::Impl::read(const std::vector<std::uint64_t>& sequences) {
  try {
    return writer->read(sequences);
  } catch (const DiskProblem& problem) {
    Lock lock(mutex);
    writer->fail(lock, problem.what());
    return std::nullopt;
  }
}

void QueueOutbox::Impl::lose(const std::string& sink, std::uint64_t number) {
  const std::lock_guard guard(mutex);
  queue(sink).lose(number);
}

/// Reads from disk where only an index is in memory, and leaves out what has ended. What has just moved stands on disk
/// under its new sequence a moment later. False if the disk fails: then what it does not give, and the rest, is out.
bool QueueOutbox::Impl::readBodies(std::vector<Delivery>& deliveries) {
  std::vector<std::uint64_t> missing;
  for (const auto& delivery : deliveries) {
    if (!delivery.event) missing.push_back(delivery.sequence);
  }
  if (missing.empty()) return true;
  auto whole = read(missing);
  if (whole && whole->size() < missing.size()) {
    commit();
    whole = read(missing);
  }
  if (!whole) {
    const auto isUnread = [](const auto& delivery) { return !delivery.event; };
    deliveries.erase(std::find_if(deliveries.begin(), deliveries.end(), isUnread), deliveries.end());
    return false;
  }
  for (auto& delivery : deliveries) {
    if (delivery.event) continue;
    const auto found = whole->find(delivery.sequence);
    if (found == whole->end()) {
      lose(delivery.sink, delivery.sequence);
    } else {
      delivery.event = found->second.event;
    }
  }
  std::erase_if(deliveries, [](const auto& delivery) { return !delivery.event; });
  return true;
}

QueueOutbox::QueueOutbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

QueueOutbox::~QueueOutbox() = default;

MemoryOutbox::MemoryOutbox(const QueueBounds& bounds) : QueueOutbox(std::make_unique<Impl>(bounds)) {}

MemoryOutbox::MemoryOutbox(std::size_t events, std::size_t bytes)
    : MemoryOutbox(QueueBounds{.events = events, .bytes = bytes}) {}

DiskOutbox::DiskOutbox(const Options& options, TimeSource& time) : QueueOutbox(std::make_unique<Impl>(options, time)) {}

bool QueueOutbox::store(std::vector<Delivery>& deliveries, bool mayDrop, const std::vector<Note>& notes) {
  Lock lock(impl_->mutex);
  if (!mayDrop && !impl_->fit(deliveries)) return false;
  impl_->take(deliveries, notes, lock);
  return true;
}

bool QueueOutbox::storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) {
  Lock lock(impl_->mutex);
  if (!impl_->someFit(deliveries)) return false;
  impl_->take(deliveries, notes, lock);
  return true;
}

std::string QueueOutbox::note(const std::string& owner, const std::string& key) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->notes.value(owner, key);
}

bool QueueOutbox::hasRoom(const std::vector<Delivery>& deliveries) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->fit(deliveries);
}

bool QueueOutbox::awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const {
  Lock lock(impl_->mutex);
  return impl_->room.wait(lock, std::move(stop), [&] { return impl_->fit(deliveries); });
}

std::vector<Delivery> QueueOutbox::waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const {
  std::vector<Delivery> result;
  while (result.size() < limit) {
    std::vector<Delivery> page;
    {
      const std::lock_guard guard(impl_->mutex);
      if (const auto* queue = impl_->find(sink)) page = queue->waiting(after, limit - result.size());
    }
    if (page.empty()) break;
    after = page.back().sequence;
    const bool all = impl_->readBodies(page);
    std::move(page.begin(), page.end(), std::back_inserter(result));
    if (all) continue;
    if (result.empty()) throw Unreadable("what waits for " + std::string(sink) + " cannot be read from disk now");
    break;
  }
  return result;
}

std::uint64_t QueueOutbox::lastSequence() const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->sequence;
}

std::size_t QueueOutbox::waitingUpTo(std::string_view sink, std::uint64_t last) const {
  const std::lock_guard guard(impl_->mutex);
  const auto* queue = impl_->find(sink);
  return queue ? queue->waitingUpTo(last) : 0;
}

bool QueueOutbox::claim(const Delivery& delivery) {
  Lock lock(impl_->mutex);
  if (impl_->inFlight && impl_->inFlight->suspects(delivery)) return impl_->setAside(delivery, lock), false;
  if (!impl_->queue(delivery.sink).claim(delivery)) return false;
  if (impl_->inFlight) impl_->inFlight->begin(delivery);
  return true;
}

void QueueOutbox::release(const Delivery& delivery) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).release(delivery);
  if (impl_->inFlight) impl_->inFlight->end(delivery);
}

void QueueOutbox::delivered(const Delivery& delivery) {
  const std::lock_guard guard(impl_->mutex);
  auto& queue = impl_->queue(delivery.sink);
  if (queue.remove(delivery)) ++queue.totals().delivered;
  impl_->ended(delivery);
}

void QueueOutbox::discard(const Delivery& delivery, const std::string& reason) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).discard(delivery, reason);
  impl_->ended(delivery);
}

void QueueOutbox::bury(const Delivery& delivery, const Ending& ending) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).bury(delivery, ending);
  impl_->ended(delivery);
}

OutboxCounts QueueOutbox::counts(std::string_view sink) const {
  const std::lock_guard guard(impl_->mutex);
  const auto* queue = impl_->find(sink);
  return queue ? queue->counts() : OutboxCounts{};
}

std::map<std::string, OutboxCounts> QueueOutbox::allCounts() const {
  const std::lock_guard guard(impl_->mutex);
  std::map<std::string, OutboxCounts> result;
  for (const auto& [name, queue] : impl_->queues) result.emplace(name, queue.counts());
  return result;
}

std::vector<std::string> QueueOutbox::sinks() const {
  const std::lock_guard guard(impl_->mutex);
  std::vector<std::string> names;
  for (const auto& [name, queue] : impl_->queues) {
    if (!queue.empty() || queue.hasDead()) names.push_back(name);
  }
  return names;
}

std::size_t QueueOutbox::move(const std::string& from, const std::string& to) {
  Lock lock(impl_->mutex);
  if (from == to || !impl_->find(from)) return 0;
  auto& old = impl_->queue(from);
  auto& next = impl_->queue(to);
  const auto count = old.moveTo(next, [this] { return ++impl_->sequence; });
  old.totals().moved += count;
  next.totals().returned += count;
  impl_->room.notify_all();
  impl_->commit(lock);
  return count;
}

std::size_t QueueOutbox::purge(const std::string& sink) {
  Lock lock(impl_->mutex);
  if (!impl_->find(sink)) return 0;
  const auto count = impl_->queue(sink).discardIdle("purged");
  impl_->room.notify_all();
  impl_->commit(lock);
  return count;
}

void QueueOutbox::setWake(std::function<void(const std::set<std::string>& sinks)> wake) {
  const std::lock_guard guard(impl_->waking);
  impl_->wake = std::move(wake);
}

DeadLetters& QueueOutbox::deadLetters() { return *impl_; }

OutboxHealth QueueOutbox::health() const {
  const std::lock_guard guard(impl_->mutex);
  if (!impl_->writer) return {};
  return {.durable = impl_->writer->isDurable(), .problem = impl_->writer->problem()};
}

void QueueOutbox::flush() { impl_->commit(); }

}  // namespace herald::core
