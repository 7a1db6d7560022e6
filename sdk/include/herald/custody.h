// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// The option of a source that lets the user choose `atMost`. If it is not written, and the user keeps the outbox in
/// memory, `heraldctl check` says what its default means then. Its value `never` stands for no limit.
inline constexpr const char* kCustodyAtMost = "custody.atMost";

/// An event that stays its source's own, and what Herald calls when it is settled.
struct HeldEvent {
  Event event{};

  /// Herald calls it at most once, on a thread of its own for this source, also before publish() has returned. It holds
  /// no lock meanwhile. The function returns soon, and throws nothing; it may call tryPublish(), but neither publish()
  /// nor release(). May be empty.
  std::function<void()> settled{};
};

/// An optional ability of the feed: the source keeps its events until Herald has settled them. It is for a source that
/// reads from a log, which has every event until the source says that it is done. Herald keeps such events in memory
/// only, within the bounds of memory of each sink. They share the lines of all others: the order per device and sink
/// holds between both kinds.
///
/// An event is settled when everything that came from it has ended or is safe on disk: each delivery was delivered, has
/// become a dead letter on disk, was discarded by a rule, or went to the outbox on disk; what a transform keeps of it
/// for later is on disk, too. An event that no route takes is settled at once.
///
/// Herald never settles an event that is lost with the process, unless the user wants its deliveries in memory only, by
/// `outbox.type = memory` or `outbox.progress = memory`: then its dead letters, and what has waited for `atMost`, are
/// there. So a source that says "done" up to the last settled event without a gap loses nothing else if the process
/// dies. Another process may then deliver some events again, with their ids: set the id of each event from the log.
///
/// A group is a part of the log that may go to another process, such as a partition: keep the events of one device in
/// one group. Groups need no beginning. After release() the name is free for new events.
///
/// Valid during Source::run. When run returns or throws, Herald releases all groups and calls no `settled` any more: a
/// new run begins behind the last event that the source has called done. Every thread of the source may call it.
class HERALD_API Custody {
 public:
  virtual ~Custody();

  /// Publishes events of one group in their order, and moves from them. Waits while a sink that they lead to has no
  /// room for them. If they met transforms, the call never waits behind these: a little more than the bound may be in
  /// memory. Throws std::invalid_argument as Feed::publish does, and Failure if the source is asked to stop
  /// meanwhile, or was long ago. Then Herald has accepted none of the events, and they are unchanged.
  ///
  /// A delivery that has waited for `atMost` goes to the outbox on disk, within its bounds, and counts as settled. So a
  /// dead receiver stops no other; but if the machine dies with its disk, these deliveries are lost. And if the group
  /// goes to another process meanwhile, they arrive after newer events of their devices. If the user keeps such
  /// deliveries in memory, they go there, and are lost with the process. While the disk refuses them, they stay the
  /// source's own. While a sink has deliveries that have waited for so long, and no room for others in custody, the
  /// oldest go the same way at once. Empty: nothing goes to the outbox by its age, and a dead receiver stops the
  /// source when the room for it is full.
  ///
  /// If an event with this id waits for a sink already, that delivery counts for both.
  virtual void publish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) = 0;

  /// The same without waiting: returns false if a sink has no room. Then Herald has accepted none of the events, and
  /// they are unchanged. Try again when an event was settled, or after a while.
  virtual bool tryPublish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) = 0;

  /// Gives groups away. Drops the deliveries of all of them that have not begun. Then waits for those under way, at
  /// most until `deadline`, and calls `settled` for their events if these have nothing else left; a delivery that fails
  /// meanwhile is dropped. So name all groups that go together in one call. A group without events changes nothing.
  /// If the source is asked to stop, before the call or during it, all such waits end 2.5 seconds after that at the
  /// latest. So the source has the other half of its 5 seconds to tell its log what is done.
  /// Herald may still finish an attempt that outlasts the deadline. After release() has returned, Herald calls no
  /// `settled` of the groups' events so far; if one runs, it waits for its end. So do not hold a lock that `settled`
  /// takes, and publish no events of these groups meanwhile.
  virtual void release(const std::vector<std::string>& groups, Clock::time_point deadline) = 0;
};

}  // namespace herald::inline v1
