// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbox/dead_letters.h"
#include "engine/outbox/delivery.h"
#include "engine/outbox/note.h"

namespace herald::core {

class LogStore;
struct LogDetail;
struct LogEntry;

/// How many deliveries of one sink came and went since the start. Always:
/// accepted + returned = delivered + buried + moved + dropped + waiting.
/// `dropped` excludes reasons that contain "dead letter": `buried` counts those.
struct OutboxTotals {
  std::uint64_t accepted = 0;  ///< from published events
  std::uint64_t returned = 0;  ///< from an earlier process, from a replay, or moved here from another sink
  std::uint64_t delivered = 0;
  std::uint64_t buried = 0;  ///< became dead letters
  std::uint64_t moved = 0;   ///< went to another sink
};

/// What an outbox has of one sink.
struct OutboxCounts {
  std::size_t waiting = 0;
  std::size_t bytes = 0;  ///< of the waiting deliveries
  std::size_t deadLetters = 0;
  std::size_t inMemoryOnly = 0;                         ///< waiting deliveries that are lost with this process
  std::size_t inCustody = 0;                            ///< waiting deliveries that their source has, too
  Clock::time_point oldest = Clock::time_point::max();  ///< when the first waiting one was accepted; max(): none waits
  std::map<std::string, std::uint64_t> dropped{};       ///< since the start, by reason: "queue full: progress". The
                                                        ///< reason of a dropped dead letter contains "dead letter"
  OutboxTotals totals{};
};

/// Whether a delivery that is accepted now survives the process.
struct OutboxHealth {
  bool durable = false;
  std::string problem{};  ///< one sentence with what to do; empty if all is as configured
};

/// The disk does not return deliveries that wait there. They are not lost: see Outbox::setWake.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps each delivery from the moment that it is accepted until it ends. Every delivery ends in exactly one way:
/// delivered, discarded, dropped or a dead letter. It also keeps the notes of plugin instances, so that notes and
/// deliveries are always of the same moment.
///
/// A delivery with a Holding is in custody: it stays in memory, in the same lines as all others. A store that changes
/// nothing on disk does not wait for it. It is never dropped for room, so store it with `mayDrop` = false.
///
/// Every thread may call it. These functions may wait for the disk: store, storeWhereRoom, flush, move, purge, waiting,
/// interrupted, saveHeld, a claim that makes a dead letter, and all of deadLetters() except expire. Only waiting and
/// deadLetters() throw because of the disk: see health().
class Outbox {
 public:
  using Wake = std::function<void(const std::set<std::string>& sinks)>;

  virtual ~Outbox();

  /// Stores the deliveries and notes of one publication atomically and gives the deliveries their sequences. When it
  /// returns, the deliveries are as safe as this outbox makes them; notes without deliveries follow within a moment.
  ///
  /// It does not store a delivery again whose event waits for its sink already: a sender may send an event twice. A
  /// delivery with an ending becomes a dead letter immediately. A full sink drops its least important deliveries, which
  /// may be new ones. With `mayDrop` = false it stores nothing and returns false if a sink has no room.
  virtual bool store(std::vector<Delivery>& deliveries, bool mayDrop = true, const std::vector<Note>& notes = {}) = 0;

  /// Like store, but it stores nothing and returns false if no sink takes them: see takes(). A full sink beside one
  /// that does drops deliveries.
  virtual bool storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) = 0;

  /// Whether storeWhereRoom() would store these deliveries of one publication: at least one of the sinks has room, or
  /// others hold more than their share of its queue while the source, or each of its devices, is within its own.
  virtual bool takes(const std::vector<Delivery>& deliveries) const = 0;

  /// Like store, but it returns at once, and never waits for the disk. flush() waits until the deliveries are safe.
  virtual void storeSoon(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) = 0;

  /// The newest value of the note; empty if there is none.
  virtual std::string note(const std::string& owner, const std::string& key) const = 0;

  /// The newest notes of an owner.
  virtual NoteList notes(const std::string& owner) const = 0;

  /// Whether the outbox can store these deliveries without a drop. An empty queue has room for any of them, even if
  /// they are larger than its bounds.
  virtual bool hasRoom(const std::vector<Delivery>& deliveries) const = 0;

  /// Waits until hasRoom(); returns false if `stop` comes first.
  virtual bool awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const = 0;

  /// At most `limit` waiting deliveries of a sink with a sequence above `after`, in their order. One of them may end
  /// before the caller claims it. The list stops before a delivery that is about to be stored: its publisher wakes the
  /// sink. It also stops before one that the disk does not return now; throws Unreadable if that is the first one.
  virtual std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const = 0;

  /// The waiting delivery of a sink with this sequence, if its event is in memory. Never waits for the disk.
  virtual std::optional<Delivery> inMemory(std::string_view sink, std::uint64_t sequence) const = 0;

  /// The newest sequence that was given.
  virtual std::uint64_t lastSequence() const = 0;

  /// How many waiting deliveries of a sink have a sequence up to `last`.
  virtual std::size_t waitingUpTo(std::string_view sink, std::uint64_t last) const = 0;

  /// An attempt begins. The outbox does not drop the delivery until release. False if the delivery has ended already:
  /// then the caller must not attempt it.
  virtual bool claim(const Delivery& delivery) = 0;

  /// The attempt failed. The delivery waits again, with the number of attempts in `delivery`, and may be dropped.
  virtual void release(const Delivery& delivery) = 0;

  /// The receiver has the event: the outbox deletes the delivery.
  virtual void delivered(const Delivery& delivery) = 0;

  /// A rule ended it: the outbox deletes the delivery and counts it by the reason, such as "too old: progress".
  virtual void discard(const Delivery& delivery, const std::string& reason) = 0;

  /// It will not be delivered: it becomes a dead letter with the number of attempts in `delivery`.
  virtual void bury(const Delivery& delivery, const Ending& ending) = 0;

  /// Those of these events, by their ids, that have neither a waiting delivery nor a dead letter. It may leave one out
  /// that has none, but never names one that has some.
  virtual std::vector<std::string> gone(const std::vector<std::string>& events) const = 0;

  virtual OutboxCounts counts(std::string_view sink) const = 0;

  /// The counts of every sink that has deliveries or dead letters here, or had some since the start. Removed sinks are
  /// included.
  virtual std::map<std::string, OutboxCounts> allCounts() const = 0;

  /// Every sink that has waiting deliveries or dead letters. Removed sinks are included.
  virtual std::vector<std::string> sinks() const = 0;

  /// Moves the waiting deliveries of one sink to the end of another sink's lines, in their order and with new
  /// sequences. Claimed deliveries stay, and so do those for which the other sink has no room. Returns how many moved.
  virtual std::size_t move(const std::string& from, const std::string& to) = 0;

  /// Discards the waiting deliveries of a sink as "purged", except claimed ones. Returns how many.
  virtual std::size_t purge(const std::string& sink) = 0;

  using IsHeld = std::function<bool(const Holding& holding)>;

  /// Gives the deliveries of these events back to their sources: drops them, except those that are being attempted or
  /// saved. Those are given back when an attempt fails, or at once with `evenUnderWay`: then an attempt goes on, and
  /// nobody hears how it ends. `isWanted` is called under the lock of the outbox.
  virtual void giveBack(const IsHeld& isWanted, bool evenUnderWay) = 0;

  /// Takes over what this owner has held for too long: to disk, or to memory if such deliveries never go to disk. While
  /// the disk refuses, that stays in custody. Returns when it and the dead letters of this owner are as safe as this
  /// outbox makes them, and says when to call it again; max() if not before Holding::mustBeSaved.
  virtual Clock::time_point saveHeld(const void* owner, Clock::time_point now) = 0;

  /// Returns when everything that happened so far, notes included, is as safe as a stored delivery.
  virtual void flush() = 0;

  /// The outbox calls `wake` when the disk can be read again after a failure, with the sinks that have waiting
  /// deliveries. Deliveries from an earlier process may be among them. It calls `wake` from a thread of its own without
  /// any lock: `wake` may call every function of this outbox. `wake` must not throw.
  ///
  /// Returns when the last call of the previous function has ended. Do not hold a lock that the previous function
  /// takes. If `wake` itself calls setWake, it returns at once. An empty function switches the calls off.
  virtual void setWake(Wake wake) = 0;

  /// The waiting deliveries that were being attempted when an earlier process ended without a stop, as far as an outbox
  /// knows that. Ask before the first attempt.
  virtual std::vector<Delivery> interrupted() const;

  /// A waiting delivery of this sink by the id of its event; nothing if none waits, or the disk does not return it now.
  /// May wait for the disk.
  virtual std::optional<Delivery> find(std::string_view sink, const std::string& event) const;

  /// `log` hears each step of a delivery that is no attempt: dropped, too old, purged, moved, replayed, a dead letter.
  /// It is called under the lock of the outbox, with an entry without a time. It must not wait or call the outbox. Call
  /// this before the first thread uses the outbox.
  virtual void setLog(std::function<void(LogEntry entry, LogDetail detail)> log);

  /// Where the delivery log goes; null if nothing goes to a disk. It lives as long as the outbox.
  virtual LogStore* deliveryLog();

  virtual DeadLetters& deadLetters() = 0;
  virtual OutboxHealth health() const = 0;

  /// As waiting(), but never waits for the disk: nothing if one of the events is not in memory.
  virtual std::optional<std::vector<Delivery>> waitingInMemory(std::string_view sink, std::uint64_t after,
                                                               std::size_t limit) const = 0;
};

}  // namespace herald::core
