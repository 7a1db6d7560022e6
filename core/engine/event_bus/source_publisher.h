// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/publication_gate.h"
#include "herald/source.h"

namespace herald::core {

/// Publishes the events of one source, and what Herald reports about it, until close(). After that it touches neither
/// the bus nor the clock, so a source that was left behind may still call it. Every thread may call it.
class SourcePublisher {
 public:
  /// `stop` ends the wait for room in the outbox.
  SourcePublisher(Origin origin, EventBus& bus, TimeSource& time, WhenFull whenFull, std::stop_token stop);

  const Origin& origin() const { return origin_; }

  /// See Feed::publish and Feed::tryPublish. Both throw Failure after close(); publish() also if `stop` comes first.
  void publish(std::span<Event> events, const Notes& notes);
  bool tryPublish(std::span<Event> events, const Notes& notes);

  /// A publication in custody: how it went, and when.
  struct Held {
    EventBus::Held how{};
    Clock::time_point at{};
  };

  /// See EventBus::publishHeld. Throws Failure after close().
  Held publishHeld(std::span<Event> events, const std::vector<std::shared_ptr<Holding>>& holdings, bool waits);

  /// See Outbox::giveBack. Does nothing after close().
  void giveBack(const Outbox::IsHeld& isWanted, bool evenUnderWay);

  /// Publishes SourceLost or SourceBack; nothing after close(). `since` is when the source went away.
  void reportLost(const std::string& reason, Clock::time_point since);
  void reportBack(const std::string& reason, Clock::time_point since);

  /// Refuses further events. Returns when no publication is under way.
  void close() { gate_.close(); }

 private:
  std::vector<Note> ownNotes(const Notes& notes) const;
  void report(const char* type, Category category, const std::string& reason, Clock::time_point since);

  const Origin origin_;
  const std::string owner_;  // of the notes of this source
  EventBus& bus_;
  TimeSource& time_;
  const WhenFull whenFull_;
  const std::stop_token stop_;
  PublicationGate gate_{};
};

}  // namespace herald::core
