#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/outbox/disk/disk_writer.h"
#include "engine/outbox/disk/in_flight.h"
#include "engine/outbox/disk_outbox.h"
#include "engine/outbox/queue/note_book.h"
#include "engine/outbox/queue/queue_outbox.h"
#include "engine/outbox/queue/sink_queue.h"

namespace herald::core {

/// What the parts of QueueOutbox share: queue_outbox.cpp, and queue_letters.cpp for the dead ones.
struct QueueOutbox::Impl final : DeadLetters, DiskWriter::Owner {
  using Lock = std::unique_lock<std::mutex>;
  using Deliveries = std::map<std::uint64_t, Delivery>;  // by sequence

  /// For an outbox without a disk.
  class NoLog final : public ChangeLog {
   public:
    bool takes(const Event&) const override { return false; }
    bool isOpen() const override { return false; }
    void log(Change) override {}
  };

  explicit Impl(const QueueBounds& theBounds) : bounds(theBounds) {}
  Impl(const DiskOutbox::Options& options, TimeSource& time);

  std::vector<Delivery> list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) override;
  Replay replay(const DeadLetterQuery& query, Clock::time_point now) override;
  std::size_t purge(const DeadLetterQuery& query) override;
  Clock::time_point expire(Clock::time_point now) override;

  std::uint64_t lastSequence() const override { return sequence; }
  std::vector<std::uint64_t> onDisk() const override;
  std::vector<std::shared_ptr<const Note>> allNotes() const override { return notes.all(); }
  void refused(const Change& change) override;
  void lost(std::uint64_t sequence) override;
  void adopt(const std::vector<Stored>& stored, const std::vector<std::shared_ptr<const Note>>& kept) override;
  void announce() override;
  void promote() override;

  ChangeLog& log() { return writer ? static_cast<ChangeLog&>(*writer) : noLog; }
  SinkQueue& queue(const std::string& sink) { return queues.try_emplace(sink, sink, bounds, log()).first->second; }
  const SinkQueue* find(std::string_view sink) const {
    const auto found = queues.find(sink);
    return found == queues.end() ? nullptr : &found->second;
  }
  void setAside(Delivery suspect, Lock& lock);
  std::map<std::string_view, Load> loadsOf(const std::vector<Delivery>& deliveries) const;
  bool fits(const std::pair<const std::string_view, Load>& load) const;
  bool fit(const std::vector<Delivery>& deliveries) const;
  bool someFit(const std::vector<Delivery>& deliveries) const;
  void take(std::vector<Delivery>& deliveries, const std::vector<Note>& taken, Lock& lock);
  void ended(const Delivery& delivery);
  std::shared_ptr<const Event> eventOf(std::uint64_t row) const;
  std::optional<Deliveries> read(const std::vector<std::uint64_t>& sequences);
  bool readBodies(std::vector<Delivery>& deliveries);
  std::vector<Delivery> readLetters(const std::vector<std::pair<std::uint64_t, std::string>>& wanted);
  void lose(const std::string& sink, std::uint64_t number);
  void keep(const Note& note);
  void commit(Lock& lock) const {
    if (writer) writer->commit(lock);
  }
  void commit() const {
    Lock lock(mutex);
    commit(lock);
  }

  const QueueBounds bounds;
  NoLog noLog{};
  mutable std::mutex mutex{};
  mutable std::condition_variable_any room{};  // something has ended
  std::uint64_t sequence = 0;
  std::unique_ptr<InFlight> inFlight{};
  std::map<std::string, SinkQueue, std::less<>> queues{};
  NoteBook notes{};
  std::mutex waking{};  // never taken together with the other one
  std::function<void(const std::set<std::string>& sinks)> wake{};
  std::unique_ptr<DiskWriter> writer{};  // ends first: it may still call this
};

}  // namespace herald::core
