// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/bus_route.h"
#include "engine/event_bus/device_board.h"
#include "engine/event_bus/recent_events.h"
#include "engine/event_bus/timer_table.h"
#include "engine/outbox/outbox.h"
#include "herald/event.h"
#include "herald/mutex.h"

namespace herald::core {

class RouteSet;

/// What happens to new events if the queue of a sink is full: the sink drops deliveries, or the source waits.
enum class WhenFull { Drop, Wait };

/// Takes every event from the sources through the routes into the outbox. Every thread may call it. Errors on a route
/// are logged as "route.NAME".
class EventBus {
 public:
  /// Called after each store, in the publisher's thread, with the sinks that have new deliveries.
  using Wake = std::function<void(const std::set<std::string>& sinks)>;

  /// Called when a timer of a transform waits: call wakeTransforms() at this time, or earlier. Any thread calls it.
  using ExpectTimer = std::function<void(Clock::time_point when)>;

  /// Called before each store, in the publisher's thread, with the deliveries and the source that publishes them; empty
  /// for what a timer emits. The bus keeps the result until they are stored. Must not wait. See Snapshots::expect.
  using ExpectPictures =
      std::function<std::shared_ptr<const void>(const std::vector<Delivery>& deliveries, const std::string& source)>;

  /// Called in the publisher's thread with the events of each publication that was accepted. Must not wait.
  using Published = std::function<void(const std::vector<std::shared_ptr<const Event>>& events)>;

  static constexpr Millis kTransformLimit{10000};

  /// `transformLimit` is the longest time that the transforms of a route may take for one publication. After that, the
  /// events of the route become dead letters until the transforms return. The outbox and the clock outlive the bus.
  EventBus(Outbox& outbox, TimeSource& time, Wake wake, Millis transformLimit = kTransformLimit,
           ExpectTimer expectTimer = {}, ExpectPictures expectPictures = {}, Published published = {});
  ~EventBus();

  /// The routes, with the threads that they need. A route object that is in use (the same pointer) keeps its state. For
  /// the thread that calls use(). Throws NoThread.
  std::shared_ptr<RouteSet> make(const std::vector<std::shared_ptr<const BusRoute>>& routes) const;

  /// Replaces all routes. A publication goes through the old routes or the new ones, never through both. Returns
  /// when no publication uses an old route; publications that wait for room in the outbox do not count. A new instance
  /// of a transform takes over the timers of its place. Timers that no route has end.
  void use(std::shared_ptr<RouteSet> routes);
  void setRoutes(const std::vector<std::shared_ptr<const BusRoute>>& routes) { use(make(routes)); }

  /// Sets id, source, device and time where an event has none. Then takes the events through every matching route and
  /// stores one delivery for each (event id, sink). If two routes make one, the first counts, unless only the second
  /// is alive. The events are moved from. Returns when the outbox has the deliveries. A full sink drops deliveries.
  /// `notes`, and what the transforms save, are stored atomically with the deliveries.
  /// Throws std::invalid_argument if an event has no type, or its payload or context is not a JSON object. Then no
  /// event is accepted.
  void publish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes = {});

  /// The same without dropping: waits until every sink has room. Returns false if `stop` comes first; then no event is
  /// accepted.
  bool publishWhenRoom(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                       const std::stop_token& stop);

  /// The same for a source that can reject its client. Returns false if there is no room; then no event is accepted, no
  /// transform has seen the events, and they are unchanged. With Drop, there is no room if every sink that the events
  /// lead to is full, unless others hold more than their share; see Outbox::takes. A full sink then drops. With Wait,
  /// there is no room if any of them is full. Events that have passed transforms are always accepted. If the sinks are
  /// full by then, they drop deliveries; with Wait, the call waits for room first, until `stop`.
  bool tryPublish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes = {},
                  WhenFull whenFull = WhenFull::Drop, const std::stop_token& stop = {});

  /// How a publication in custody went.
  enum class Held {
    Stored,
    StoredWithTimers,  ///< transforms keep something for later: Outbox::flush makes it safe
    NoRoom,            ///< no event is accepted, no transform has seen them
    Stopped,           ///< the same, after a wait for room
  };

  /// Publishes events in custody: see Custody::publish. `holdings` has one for each event. Waits for room until `stop`;
  /// does not wait if it is null. Throws as publish() does.
  Held publishHeld(const Origin& origin, std::span<Event> events, const std::vector<std::shared_ptr<Holding>>& holdings,
                   const std::stop_token* stop);

  /// Where the deliveries are.
  Outbox& outbox() { return outbox_; }

  /// Wakes each transform whose timer is due, in the order of time, and stores what it emits in one transaction with
  /// the end of the timer. A full sink drops deliveries, as for publish(). Returns when to call it again; max() if no
  /// timer waits. One thread at a time may call it.
  Clock::time_point wakeTransforms();

  /// Writes how much time each timer has left. So a restart counts from here, even if the clock is wrong then.
  void noteTimers();

  /// Takes up the timers that the outbox has only now got from its file.
  void takeUpTimers();

  /// The timers that wait, by the place of their transform.
  std::map<std::string, TimerCount> timers() const { return timers_.counts(); }

  /// How many events were published since the start.
  std::uint64_t accepted() const;

  /// How each device is, by its last accepted events.
  std::map<std::string, DeviceStatus> devices() const { return devices_.devices(); }

  /// The last event of each device and type, the newest first.
  std::vector<std::shared_ptr<const Event>> recentEvents() const { return recent_.all(); }

  /// Forgets the devices of a source that has ended, or has another device now.
  void forgetDevices(const std::string& source) { devices_.forget(source); }

  /// The deliveries that publish() would store, then those of each timer that the transforms would set, woken once.
  /// Stores nothing. For `heraldctl render`.
  std::vector<Delivery> preview(const Origin& origin, Event event);

 private:
  struct Publication;

  std::shared_ptr<RouteSet> current() const;
  Publication publicationOf(const RouteSet& routes, const Origin& origin, std::span<Event> events,
                            const std::vector<Note>& notes) const;
  bool store(Publication& publication, bool mayDrop) const;
  bool storeWhereRoom(Publication& publication, WhenFull whenFull) const;
  bool storeWhenRoom(Publication& publication, const std::stop_token& stop) const;
  std::shared_ptr<const void> expectPictures(const std::vector<Delivery>& deliveries,
                                             const std::string& source = {}) const;
  void stored(const Origin& origin, const Publication& publication);
  void storedTimers(const std::vector<Note>& notes);
  void wake(const TimerTable::Entry& due);
  bool wakeAndStore(const RouteSet& routes, const StoredTimer& timer);
  void writeTimersLeft(const std::vector<TimerTable::Entry>& timers);
  void handOverTimers(const RouteSet& routes, const std::vector<std::shared_ptr<TimerBook>>& books, bool last);
  void endTimers(const RouteSet& routes);

  Outbox& outbox_;
  TimeSource& time_;
  const Wake wake_;
  const Millis transformLimit_;
  const ExpectTimer expectTimer_;
  const ExpectPictures expectPictures_;
  const Published published_;
  std::atomic<std::uint64_t> accepted_ = 0;
  DeviceBoard devices_{};
  RecentEvents recent_{};
  TimerTable timers_;
  Mutex setting_{};  // one setRoutes at a time
  mutable Mutex mutex_ HERALD_ACQUIRED_AFTER(setting_){};
  std::shared_ptr<RouteSet> routes_ HERALD_GUARDED_BY(mutex_);
};

}  // namespace herald::core
