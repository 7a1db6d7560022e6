// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/outbox/disk/in_flight.h"
#include "engine/outbox/kinds/queue_dead_letters.h"
#include "engine/outbox/outbox.h"
#include "engine/outbox/queue/body_reader.h"
#include "engine/outbox/queue/storage.h"
#include "engine/outbox/queue/stores_under_way.h"

namespace herald::core {

/// An outbox with one queue per sink over a storage: see MemoryOutbox and DiskOutbox. Above the bounds of a sink, the
/// oldest waiting progress event is dropped first, then other events, errors and, last, lifecycle events. Each drop is
/// counted by its reason. The dead letters have the same bounds once more; the oldest is dropped first.
class QueueOutbox : public Outbox {
 public:
  bool store(std::vector<Delivery>& deliveries, bool mayDrop = true, const std::vector<Note>& notes = {}) override;
  bool storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) override;
  void storeSoon(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) override;
  std::string note(const std::string& owner, const std::string& key) const override;
  NoteList notes(const std::string& owner) const override;
  bool takes(const std::vector<Delivery>& deliveries) const override;
  bool hasRoom(const std::vector<Delivery>& deliveries) const override;
  bool awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const override;
  std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const override;
  std::optional<std::vector<Delivery>> waitingInMemory(std::string_view sink, std::uint64_t after,
                                                       std::size_t limit) const override;
  std::optional<Delivery> inMemory(std::string_view sink, std::uint64_t sequence) const override;
  std::uint64_t lastSequence() const override;
  std::size_t waitingUpTo(std::string_view sink, std::uint64_t last) const override;
  bool claim(const Delivery& delivery) override;
  void release(const Delivery& delivery) override;
  void delivered(const Delivery& delivery) override;
  void discard(const Delivery& delivery, const std::string& reason) override;
  void bury(const Delivery& delivery, const Ending& ending) override;
  std::vector<std::string> gone(const std::vector<std::string>& events) const override;
  OutboxCounts counts(std::string_view sink) const override;
  std::map<std::string, OutboxCounts> allCounts() const override;
  std::vector<std::string> sinks() const override;
  std::size_t move(const std::string& from, const std::string& to) override;
  std::size_t purge(const std::string& sink) override;
  void giveBack(const IsHeld& isWanted, bool evenUnderWay) override;
  Clock::time_point saveHeld(const void* owner, Clock::time_point now) override;
  void setWake(Wake wake) override;
  std::vector<Delivery> interrupted() const override;
  std::optional<Delivery> find(std::string_view sink, const std::string& event) const override;
  void setLog(std::function<void(LogEntry entry, LogDetail detail)> log) override;
  LogStore* deliveryLog() override { return storage_->deliveryLog(); }
  DeadLetters& deadLetters() override { return deadLetters_; }
  OutboxHealth health() const override;
  void flush() override;

 protected:
  /// `marks` is the file of InFlight; if the path is empty, no delivery is ever a suspect.
  QueueOutbox(std::unique_ptr<Storage> storage, const std::filesystem::path& marks);

 private:
  std::vector<Delivery> pageOf(std::string_view sink, std::uint64_t after, std::size_t limit) const
      HERALD_EXCLUDES(storage_->mutex);
  void take(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) HERALD_REQUIRES(storage_->mutex);
  void burySuspect(Delivery suspect) HERALD_REQUIRES(storage_->mutex);
  void ended(const Delivery& delivery) HERALD_REQUIRES(storage_->mutex);

  InFlight inFlight_ HERALD_GUARDED_BY(storage_->mutex);  // its marks go last
  StoresUnderWay storing_ HERALD_GUARDED_BY(storage_->mutex){};
  const std::unique_ptr<Storage> storage_;
  const BodyReader bodies_;
  QueueDeadLetters deadLetters_;
};

}  // namespace herald::core
