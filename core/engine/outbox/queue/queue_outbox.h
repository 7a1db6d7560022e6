#pragma once

#include <memory>

#include "engine/outbox/outbox.h"

namespace herald::core {

/// An outbox with a queue for each sink, see MemoryOutbox and DiskOutbox. Bounded: above the bounds of a sink, the
/// oldest waiting progress event goes first, then other events, errors and, last, lifecycle events; each drop is
/// counted by its reason. Dead letters have the same bounds once more, and the oldest of them goes first.
class QueueOutbox : public Outbox {
 public:
  ~QueueOutbox() override;

  bool store(std::vector<Delivery>& deliveries, bool mayDrop = true, const std::vector<Note>& notes = {}) override;
  bool storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) override;
  std::string note(const std::string& owner, const std::string& key) const override;
  bool hasRoom(const std::vector<Delivery>& deliveries) const override;
  bool awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const override;
  std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const override;
  std::uint64_t lastSequence() const override;
  std::size_t waitingUpTo(std::string_view sink, std::uint64_t last) const override;
  bool claim(const Delivery& delivery) override;
  void release(const Delivery& delivery) override;
  void delivered(const Delivery& delivery) override;
  void discard(const Delivery& delivery, const std::string& reason) override;
  void bury(const Delivery& delivery, const Ending& ending) override;
  OutboxCounts counts(std::string_view sink) const override;
  std::map<std::string, OutboxCounts> allCounts() const override;
  std::vector<std::string> sinks() const override;
  std::size_t move(const std::string& from, const std::string& to) override;
  std::size_t purge(const std::string& sink) override;
  void setWake(std::function<void(const std::set<std::string>& sinks)> wake) override;
  DeadLetters& deadLetters() override;
  OutboxHealth health() const override;
  void flush() override;

 protected:
  struct Impl;
  explicit QueueOutbox(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
