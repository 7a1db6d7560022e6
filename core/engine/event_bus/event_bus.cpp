// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/event_bus.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

#include "engine/event_bus/event_check.h"
#include "engine/event_bus/route_set.h"
#include "herald/event_id.h"

namespace herald::core {

namespace {

void check(std::span<const Event> events) {
  for (const auto& event : events) {
    if (const auto why = whyRefused(event); !why.empty()) throw std::invalid_argument(why);
  }
}

RouteSet::Events complete(const Origin& origin, std::span<Event> events, std::chrono::system_clock::time_point now) {
  EventIds ids(now);
  RouteSet::Events result;
  result.reserve(events.size());
  for (auto& event : events) {
    if (event.id.empty()) event.id = ids.next();
    if (event.source.empty()) event.source = origin.source;
    if (event.device.empty()) event.device = origin.device.empty() ? origin.source : origin.device;
    if (event.time == std::chrono::system_clock::time_point{}) event.time = now;
    if (event.category == Category::Other) event.category = categoryOf(event.type);
    event.context = contextOf(origin, std::move(event.context));
    result.push_back(std::make_shared<const Event>(std::move(event)));
  }
  return result;
}

constexpr Millis kHangs{10000};  // how long a timer waits for a transform that hangs

bool isTimer(const Note& note) { return note.owner == kTimerOwner; }

bool hasRoom(const Outbox& outbox, const std::vector<Delivery>& deliveries, WhenFull whenFull) {
  if (whenFull == WhenFull::Wait) return outbox.hasRoom(deliveries);
  return deliveries.empty() || outbox.takes(deliveries);
}

}  // namespace

/// What one publication stores.
struct EventBus::Publication {
  RouteSet::Events events{};
  std::vector<Delivery> deliveries{};
  std::vector<Note> notes{};
};

EventBus::EventBus(Outbox& outbox, TimeSource& time, Wake wake, Millis transformLimit, ExpectTimer expectTimer,
                   ExpectPictures expectPictures, Published published)
    : outbox_(outbox),
      time_(time),
      wake_(std::move(wake)),
      transformLimit_(transformLimit),
      expectTimer_(std::move(expectTimer)),
      expectPictures_(std::move(expectPictures)),
      published_(std::move(published)),
      timers_(time),
      routes_(std::make_shared<RouteSet>()) {}

EventBus::~EventBus() = default;

std::shared_ptr<RouteSet> EventBus::current() const {
  const MutexLock lock(mutex_);
  return routes_;
}

EventBus::Publication EventBus::publicationOf(const RouteSet& routes, const Origin& origin, std::span<Event> events,
                                              const std::vector<Note>& notes) const {
  check(events);
  Publication publication{complete(origin, events, time_.wallClock()), {}, notes};
  publication.deliveries = routes.route(origin, publication.events, time_, publication.notes);
  return publication;
}

bool EventBus::store(Publication& publication, bool mayDrop) const {
  const bool empty = publication.deliveries.empty() && publication.notes.empty();
  return empty || outbox_.store(publication.deliveries, mayDrop, publication.notes);
}

bool EventBus::storeWhereRoom(Publication& publication, WhenFull whenFull) const {
  if (whenFull == WhenFull::Wait || publication.deliveries.empty()) return store(publication, false);
  return outbox_.storeWhereRoom(publication.deliveries, publication.notes);
}

bool EventBus::storeWhenRoom(Publication& publication, const std::stop_token& stop) const {
  while (!store(publication, false)) {
    if (!outbox_.awaitRoom(publication.deliveries, stop)) return false;
  }
  return true;
}

/// Before the store: a delivery that is stored may be attempted at once.
std::shared_ptr<const void> EventBus::expectPictures(const std::vector<Delivery>& deliveries,
                                                     const std::string& source) const {
  return expectPictures_ ? expectPictures_(deliveries, source) : nullptr;
}

void EventBus::stored(const Origin& origin, const Publication& publication) {
  // What a transform holds back for later is in a timer, so it is as safe as a delivery from here on.
  if (publication.deliveries.empty() && std::any_of(publication.notes.begin(), publication.notes.end(), isTimer)) {
    outbox_.flush();
  }
  storedTimers(publication.notes);
  accepted_ += publication.events.size();
  devices_.note(origin, publication.events, time_.now());
  recent_.note(publication.events);
  if (published_) published_(publication.events);
  std::set<std::string> sinks;
  for (const auto& delivery : publication.deliveries) sinks.insert(delivery.sink);
  if (!sinks.empty()) wake_(sinks);
}

std::shared_ptr<RouteSet> EventBus::make(const std::vector<std::shared_ptr<const BusRoute>>& routes) const {
  return std::make_shared<RouteSet>(routes, *current(), transformLimit_);
}

void EventBus::use(std::shared_ptr<RouteSet> routes) {
  const MutexLock setting(setting_);
  const auto next = routes;
  auto heirs = next->timers();
  std::erase_if(heirs, [](const auto& timers) { return !timers->takesOver(); });
  handOverTimers(*next, heirs, false);
  auto old = current();
  const auto unused = old->unused();
  {
    const MutexLock lock(mutex_);
    routes_ = std::move(routes);
  }
  old.reset();
  unused.wait();
  handOverTimers(*next, heirs, true);
  endTimers(*next);
}

void EventBus::publish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes) {
  const auto routes = current();
  auto publication = publicationOf(*routes, origin, events, notes);
  const auto pictures = expectPictures(publication.deliveries, origin.source);
  store(publication, true);
  stored(origin, publication);
}

bool EventBus::publishWhenRoom(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                               const std::stop_token& stop) {
  auto routes = current();
  auto publication = publicationOf(*routes, origin, events, notes);
  routes.reset();  // so that setRoutes does not wait for room
  const auto pictures = expectPictures(publication.deliveries, origin.source);
  if (!storeWhenRoom(publication, stop)) return false;
  stored(origin, publication);
  return true;
}

bool EventBus::tryPublish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                          WhenFull whenFull, const std::stop_token& stop) {
  check(events);
  auto routes = current();
  std::vector<Event> copies(events.begin(), events.end());
  Publication publication{complete(origin, copies, time_.wallClock()), {}, notes};
  const auto& completed = publication.events;
  const bool transformed = routes->meetsTransforms(origin, completed);
  if (transformed && !hasRoom(outbox_, routes->expected(origin, completed), whenFull)) return false;
  publication.deliveries = routes->route(origin, completed, time_, publication.notes);
  const auto pictures = expectPictures(publication.deliveries, origin.source);
  const auto storeNow = [&] {
    if (!transformed) return storeWhereRoom(publication, whenFull);
    if (whenFull == WhenFull::Drop) return store(publication, true);
    routes.reset();  // so that setRoutes does not wait for room
    return storeWhenRoom(publication, stop) || store(publication, true);
  };
  if (!storeNow()) return false;
  stored(origin, publication);
  return true;
}

std::uint64_t EventBus::accepted() const { return accepted_; }

std::vector<Delivery> EventBus::preview(const Origin& origin, Event event) {
  const auto routes = current();
  auto publication = publicationOf(*routes, origin, std::span(&event, 1), {});
  for (const auto& note : publication.notes) {
    const auto timer = isTimer(note) ? storedTimer(note, time_) : std::nullopt;
    if (!timer) continue;
    routes->wake(*timer, time_, [&](std::vector<Delivery>& deliveries, const std::vector<Note>&) {
      std::move(deliveries.begin(), deliveries.end(), std::back_inserter(publication.deliveries));
    });
  }
  return publication.deliveries;
}

// Once transforms have seen the events, they are stored: they would not pass a second time.
EventBus::Held EventBus::publishHeld(const Origin& origin, std::span<Event> events,
                                     const std::vector<std::shared_ptr<Holding>>& holdings,
                                     const std::stop_token* stop) {
  check(events);
  Publication publication{complete(origin, events, time_.wallClock()), {}, {}};
  const auto& completed = publication.events;
  for (;;) {
    auto routes = current();
    const bool transformed = routes->meetsTransforms(origin, completed);
    auto expected = transformed ? routes->expected(origin, completed, holdings) : std::vector<Delivery>{};
    if (!transformed || outbox_.hasRoom(expected)) {
      publication.deliveries = routes->route(origin, completed, time_, publication.notes, holdings);
      const auto pictures = expectPictures(publication.deliveries, origin.source);
      if (store(publication, transformed)) break;
      expected = std::move(publication.deliveries);
    }
    routes.reset();  // so that setRoutes does not wait for room
    if (!stop) return Held::NoRoom;
    if (!outbox_.awaitRoom(expected, *stop)) return Held::Stopped;
  }
  stored(origin, publication);
  const auto& notes = publication.notes;
  return std::any_of(notes.begin(), notes.end(), isTimer) ? Held::StoredWithTimers : Held::Stored;
}

void EventBus::storedTimers(const std::vector<Note>& notes) {
  bool any = false;
  for (const auto& note : notes) {
    if (!isTimer(note)) continue;
    timers_.put(note);
    any = true;
  }
  if (any && expectTimer_) expectTimer_(timers_.next());
}

Clock::time_point EventBus::wakeTransforms() {
  while (const auto due = timers_.due()) wake(*due);
  writeTimersLeft(timers_.toNote(false));
  return timers_.next();
}

void EventBus::wake(const TimerTable::Entry& due) {
  try {
    const auto timer = storedTimer({kTimerOwner, due.key, outbox_.note(kTimerOwner, due.key), due.written}, time_);
    if (timer && timer->id == due.id && !wakeAndStore(*current(), *timer)) {
      return timers_.postpone(due, time_.now() + kHangs);
    }
  } catch (const std::exception& error) {
    Poco::Logger::get("herald").error("could not wake the transform " + due.step + ": " + error.what());
    return timers_.postpone(due, time_.now() + kHangs);
  }
  timers_.remove(due);
}

bool EventBus::wakeAndStore(const RouteSet& routes, const StoredTimer& timer) {
  std::set<std::string> sinks;
  std::vector<Note> stored;
  std::vector<std::shared_ptr<const void>> pictures;
  // The thread of the route goes on when the deliveries have their places in the queues: it never waits for the disk.
  const bool done = routes.wake(timer, time_, [&](std::vector<Delivery>& deliveries, const std::vector<Note>& notes) {
    pictures.push_back(expectPictures(deliveries));
    outbox_.storeSoon(deliveries, notes);
    stored = notes;
    for (const auto& delivery : deliveries) sinks.insert(delivery.sink);
  });
  if (!sinks.empty() || !stored.empty()) outbox_.flush();
  storedTimers(stored);
  if (!sinks.empty()) wake_(sinks);
  return done;
}

void EventBus::noteTimers() { writeTimersLeft(timers_.toNote(true)); }

/// The notes keep the time at which they were written first. So none of them comes back that a transform has removed.
void EventBus::writeTimersLeft(const std::vector<TimerTable::Entry>& timers) {
  std::vector<Note> notes;
  for (const auto& entry : timers) {
    auto timer = storedTimer({kTimerOwner, entry.key, outbox_.note(kTimerOwner, entry.key), entry.written}, time_);
    if (!timer || timer->id != entry.id) continue;
    timer->due = entry.due;
    notes.push_back(timerNote(*timer, time_));
    notes.back().written = entry.written;
  }
  std::vector<Delivery> none;
  if (!notes.empty()) outbox_.store(none, true, notes);
}

void EventBus::takeUpTimers() {
  const auto routes = current();
  handOverTimers(*routes, routes->timers(), false);
  for (const auto& note : outbox_.notes(kTimerOwner)) {
    const auto timer = storedTimer(*note, time_);
    if (timer && routes->timersOf(*timer)) timers_.add(*note);
  }
  if (expectTimer_) expectTimer_(timers_.next());
}

/// Gives the timers that the outbox has to these transforms. `last`: nobody uses earlier instances any longer.
void EventBus::handOverTimers(const RouteSet& routes, const std::vector<std::shared_ptr<TimerBook>>& books, bool last) {
  std::map<TimerBook*, std::vector<std::pair<StoredTimer, std::size_t>>> byBook;
  for (const auto& book : books) byBook[book.get()];
  if (byBook.empty()) return;
  for (const auto& note : outbox_.notes(kTimerOwner)) {
    auto timer = storedTimer(*note, time_);
    if (!timer) continue;
    const auto found = byBook.find(routes.timersOf(*timer).get());
    if (found != byBook.end()) found->second.emplace_back(std::move(*timer), note->key.size() + note->value.size());
  }
  for (const auto& [book, left] : byBook) book->takeOver(left, last);
}

/// Removes the timers of transforms that are no longer there.
void EventBus::endTimers(const RouteSet& routes) {
  std::vector<Note> gone;
  for (const auto& note : outbox_.notes(kTimerOwner)) {
    const auto timer = storedTimer(*note, time_);
    if (timer && routes.timersOf(*timer)) {
      timers_.add(*note);
    } else {
      gone.push_back({kTimerOwner, note->key, "", time_.now()});
    }
  }
  if (!gone.empty()) {
    Poco::Logger::get("herald").notice(std::to_string(gone.size()) +
                                       " timers ended: their transforms are no longer in their places");
    std::vector<Delivery> none;
    outbox_.store(none, true, gone);
  }
  for (const auto& note : gone) timers_.put(note);
  if (expectTimer_) expectTimer_(timers_.next());
}

}  // namespace herald::core
