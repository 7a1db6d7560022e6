// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "herald/custody.h"
#include "herald/event.h"
#include "herald/export.h"
#include "herald/host.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// What a source remembers about the events that it has published: values for Host::load, by key.
using Notes = std::map<std::string, std::string>;

/// What Herald offers to a running source, beside the Host. Valid during Source::run. Every thread of the source may
/// call it.
class HERALD_API Feed : public Host {
 public:
  ~Feed() override;

  /// Publishes events in their order, and moves from them. Returns when Herald has accepted all of them: from then on
  /// it delivers them at least once, also after a crash. Throws std::invalid_argument if a type is empty, or a payload
  /// or context is not a JSON object; then Herald has accepted none of the events. Throws Failure if the source was
  /// asked to stop long ago.
  ///
  /// If the queue of a sink is full, Herald drops the least important deliveries of that queue. If the user has set
  /// `whenFull = wait` for this source, the call waits for room instead. If the source is asked to stop meanwhile, the
  /// call throws Failure, and Herald has accepted none of the events.
  ///
  /// Herald saves `notes` in the same transaction as the events: after a crash, load() knows both or neither. So a
  /// restarted source can go on where it was, without a gap and without a duplicate. Notes without events are on disk
  /// a moment later.
  virtual void publish(std::span<Event> events, const Notes& notes) = 0;
  void publish(std::span<Event> events) { publish(events, {}); }
  void publish(Event event) { publish(std::span(&event, 1), {}); }

  /// Publishes events for a source that can reject its client. Returns false if no sink of these events has room, or,
  /// with `whenFull = wait`, if any of them has no room. Then Herald has accepted none of the events, and they are
  /// unchanged.
  ///
  /// If only some sinks are full, their queues drop their least important deliveries. The call waits for room in one
  /// case only: with `whenFull = wait`, after a transform has seen the events, if others took the last room meanwhile.
  virtual bool tryPublish(std::span<Event> events, const Notes& notes) = 0;
  bool tryPublish(std::span<Event> events) { return tryPublish(events, {}); }

  /// For a source that keeps its events until Herald has settled them, because a log has them. An optional ability:
  /// null if this feed lacks it, as a feed in a test may. Herald's own feed has it.
  virtual Custody* custody();

  /// Says that the source is connected. Herald shows `what` to the operator ("OctoPrint 1.11.2 at octopi.local") and
  /// resets the backoff.
  void ready(std::string_view what) override = 0;

  /// True if a configured template uses this variable. Ask before you fetch expensive data: "meta", "snapshot". The
  /// answer may change while the source runs.
  virtual bool wanted(std::string_view variable) const = 0;

  /// True if a route leads events of this type from this source and its device to a sink. Ask before you require a
  /// permission or a subscription that only some events need. The answer may change while the source runs.
  virtual bool wantedEvent(std::string_view type) const = 0;

  /// The request to stop. After it the source has 5 seconds to return from run().
  virtual std::stop_token stop() const = 0;

  /// Waits for this time, or until the source is asked to stop. Returns false if the source is asked to stop.
  virtual bool waitFor(Millis time) = 0;
};

}  // namespace herald::inline v1
