// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/outbox/note.h"
#include "engine/outbox/outbox.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/custody_book.h"
#include "engine/outbox/queue/note_book.h"
#include "engine/outbox/queue/sink_queue.h"
#include "engine/outbox/queue/stored_delivery.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// Everything that an outbox knows in memory: a queue for each sink, the notes, and the newest sequence. One thread at
/// a time may call it.
class OutboxIndex {
 public:
  using Queues = std::map<std::string, SinkQueue, std::less<>>;

  /// `log` gets all changes that belong on disk. It outlives this.
  OutboxIndex(const QueueBounds& bounds, ChangeLog& log) : bounds_(bounds), log_(log) {}
  OutboxIndex(const OutboxIndex&) = delete;
  OutboxIndex& operator=(const OutboxIndex&) = delete;

  /// Gives the deliveries their sequences and adds them. False if the event of one of them waits for its sink already:
  /// that one is not added.
  bool add(std::vector<Delivery>& deliveries);
  void keep(const Note& note);

  /// Takes over what an earlier process left on disk. `last` is the newest sequence that it gave.
  void adopt(const std::vector<StoredDelivery>& stored, const NoteList& notes, std::uint64_t last = 0);

  bool allFit(const std::vector<Delivery>& deliveries) const;  ///< without a drop, for each sink

  /// Whether at least one sink has room, or admits the source of these deliveries because others hold more than their
  /// share.
  bool someAdmit(const std::vector<Delivery>& deliveries);

  SinkQueue& queue(const std::string& sink);           ///< adds an empty one if it is missing
  const SinkQueue* find(std::string_view sink) const;  ///< null if it is missing
  const Queues& queues() const { return queues_; }
  const NoteBook& notes() const { return notes_; }
  std::uint64_t lastSequence() const { return sequence_; }

  std::size_t move(const std::string& from, const std::string& to);            ///< see Outbox::move
  std::size_t purge(const std::string& sink);                                  ///< see Outbox::purge
  void replay(const Delivery& letter, Clock::time_point now, Replay& result);  ///< one dead letter, see DeadLetters
  Clock::time_point expireDeadLetters(Clock::time_point now);                  ///< see DeadLetters::expire

  // What happens to deliveries in custody; see Outbox. `owner` is a source.
  void giveBack(const CustodyBook::IsWanted& isWanted, bool evenUnderWay);
  Clock::time_point leaveCustody(const void* owner, Clock::time_point now);  ///< what has waited; returns when again

  /// What has to be saved and is in the log: sequences, and how often the disk has refused them. Commit, then call
  /// saved(). It reports what is safe, and returns whether something is not.
  using Saving = std::vector<std::pair<std::uint64_t, std::uint32_t>>;
  bool hasToSave(const void* owner) const;
  Saving toSave(const void* owner) const;
  bool saved(const void* owner, const Saving& saving);

  std::vector<std::uint64_t> onDisk() const;  ///< the sequences of all that should be on disk
  std::size_t countOnDisk() const;            ///< how many these are
  std::size_t deadLetterBytes() const;        ///< of all dead letters
  std::set<std::uint64_t> keptRows() const;   ///< see SinkQueue
  std::set<std::string> waitingSinks() const;
  bool waitsOnDisk() const;  ///< something that waits has a row on disk

  // See SinkQueue.
  void demote(const Delivery& delivery, std::uint64_t row) { queue(delivery.sink).demote(delivery, row); }
  void promote();
  bool lose(std::uint64_t sequence);
  std::string sinkOf(std::uint64_t sequence) const;  ///< of what should be on disk; empty if that is nothing

 private:
  std::map<std::string_view, NeededRoom> neededBy(const std::vector<Delivery>& deliveries) const;
  bool fits(std::string_view sink, const NeededRoom& needed) const;

  const QueueBounds bounds_;
  ChangeLog& log_;
  std::uint64_t sequence_ = 0;
  CustodyBook custody_{};
  Queues queues_{};
  NoteBook notes_{};
};

}  // namespace herald::core
