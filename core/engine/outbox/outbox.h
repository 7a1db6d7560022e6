#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
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

/// How many deliveries of one sink went which way since the start. What waits is what was accepted and has returned,
/// less the other three and what was dropped (but for the dead letters among that, which are counted as buried).
struct OutboxTotals {
  std::uint64_t accepted = 0;  ///< of events that were published
  std::uint64_t returned = 0;  ///< left by an earlier process, replayed, or moved here from another sink
  std::uint64_t delivered = 0;
  std::uint64_t buried = 0;  ///< became dead letters
  std::uint64_t moved = 0;   ///< to another sink
};

/// What an outbox has of one sink.
struct OutboxCounts {
  std::size_t waiting = 0;
  std::size_t bytes = 0;  ///< of those that wait
  std::size_t deadLetters = 0;
  std::size_t inMemoryOnly = 0;                         ///< that wait, and end with this process
  Clock::time_point oldest = Clock::time_point::max();  ///< when the first that waits was accepted; max(): none
  std::map<std::string, std::uint64_t> dropped{};       ///< since the start, by reason: "queue full: progress"; what
                                                        ///< was a dead letter already has "dead letter" in it
  OutboxTotals totals{};
};

/// Whether what is accepted now outlasts the process.
struct OutboxHealth {
  bool durable = false;
  std::string problem{};  ///< one sentence with what to do; empty if all is as it was configured
};

/// The disk does not give what waits there. Nothing is lost by that; see Outbox::setWake.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps the deliveries between the moment they are accepted and the moment they end. Every delivery ends in exactly
/// one way: delivered, discarded, dropped or a dead letter. Beside them it keeps what plugin instances note of them, so
/// that both are always of one moment. Every thread may call it. Only store, flush, move, purge, a claim that sets
/// something aside, and what looks at more than fits into memory, may have to wait for the disk. Nothing here but
/// waiting throws for what the disk does: see health().
class Outbox {
 public:
  virtual ~Outbox();

  /// Takes the deliveries of one publication and gives them their sequences; from its return on they are as safe as
  /// this outbox makes them. One whose event waits for its sink already is not taken again (a sender that did not hear
  /// that it was accepted sends it once more). One with an ending is a dead letter at once. Where a sink has no room,
  /// its least important deliveries are dropped, which may be some of these. Without `mayDrop`, nothing is taken if a
  /// sink has no room, and the answer is false. The notes are kept in one with the deliveries; those alone soon.
  virtual bool store(std::vector<Delivery>& deliveries, bool mayDrop = true, const std::vector<Note>& notes = {}) = 0;

  /// The same where a full sink among others drops only its own: nothing is taken, and the answer is false, if none of
  /// the sinks has room.
  virtual bool storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) = 0;

  /// The newest value that was noted; empty if none was.
  virtual std::string note(const std::string& owner, const std::string& key) const = 0;

  /// Would these be taken without a drop? More than fits at all is, once the queue is empty.
  virtual bool hasRoom(const std::vector<Delivery>& deliveries) const = 0;

  /// Waits until hasRoom(); false if `stop` comes first.
  virtual bool awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const = 0;

  /// A sink's waiting deliveries with a sequence above `after`, at most `limit`, in their order. One of them may have
  /// ended by the time that it is claimed. They end before one that the disk does not give now; throws Unreadable where
  /// that is the first.
  virtual std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const = 0;

  /// The newest sequence that was given.
  virtual std::uint64_t lastSequence() const = 0;

  /// How many of a sink's waiting deliveries have a sequence up to `last`.
  virtual std::size_t waitingUpTo(std::string_view sink, std::uint64_t last) const = 0;

  /// An attempt begins: from now on the delivery is not dropped. False if it has ended already, and is not to be
  /// attempted.
  virtual bool claim(const Delivery& delivery) = 0;

  /// The attempt failed: the delivery waits again, with the attempts as they stand in `delivery`, and may be dropped.
  virtual void release(const Delivery& delivery) = 0;

  /// The delivery ended well: it is forgotten.
  virtual void delivered(const Delivery& delivery) = 0;

  /// A stated rule ended it: it is forgotten, and counted by the reason ("too old: progress", "replaced").
  virtual void discard(const Delivery& delivery, const std::string& reason) = 0;

  /// It will not be delivered: a dead letter, with its attempts as they stand in `delivery`.
  virtual void bury(const Delivery& delivery, const Ending& ending) = 0;

  virtual OutboxCounts counts(std::string_view sink) const = 0;

  /// Of every sink that has, or had since the start, something here, configured or not.
  virtual std::map<std::string, OutboxCounts> allCounts() const = 0;

  /// Every sink that has something waiting or a dead letter, configured or not.
  virtual std::vector<std::string> sinks() const = 0;

  /// What waits for one sink goes to the end of another's lines, in its order and with new sequences, but for what is
  /// being attempted and what the other has no room for. Returns how many went.
  virtual std::size_t move(const std::string& from, const std::string& to) = 0;

  /// Discards what waits for a sink as "purged", but for what is being attempted. Returns how many.
  virtual std::size_t purge(const std::string& sink) = 0;

  /// Returns when all that has happened so far, notes too, is as safe as what store takes.
  virtual void flush() = 0;

  /// `wake` hears of the sinks for which something waits when the disk can be read that could not be before: so of what
  /// was unreadable, and of what an earlier process left. It is called from a thread of the outbox's own and must not
  /// wait for the outbox. Returns when the one before is called no more; a null one is none.
  virtual void setWake(std::function<void(const std::set<std::string>& sinks)> wake) = 0;

  virtual DeadLetters& deadLetters() = 0;
  virtual OutboxHealth health() const = 0;
};

}  // namespace herald::core
