// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/outbox/kinds/memory_outbox.h"

namespace herald::core {

/// For tests: a memory outbox whose disk can hang for one sink. A call for that sink that may wait for the disk then
/// blocks until release().
class SlowOutbox final : public Outbox {
 public:
  explicit SlowOutbox(const QueueBounds& bounds = {}) : memory_(bounds) {}
  ~SlowOutbox() override { release(); }

  enum class What { All, Claims, Ends };  ///< All: reads and claims

  /// From now on the disk hangs for this sink.
  void hang(const std::string& sink, What what = What::All) {
    const std::lock_guard guard(mutex_);
    hanging_ = sink;
    what_ = what;
  }

  /// From now on flush() hangs.
  void hangFlush() {
    const std::lock_guard guard(mutex_);
    flushHangs_ = true;
  }

  void release() {
    const std::lock_guard guard(mutex_);
    hanging_.clear();
    flushHangs_ = false;
    changed_.notify_all();
  }

  /// Blocks until a thread waits for the disk.
  void awaitBlocked() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return blocked_ > 0; });
  }

  bool store(std::vector<Delivery>& deliveries, bool mayDrop, const std::vector<Note>& notes) override {
    return memory_.store(deliveries, mayDrop, notes);
  }
  bool storeWhereRoom(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) override {
    return memory_.storeWhereRoom(deliveries, notes);
  }
  void storeSoon(std::vector<Delivery>& deliveries, const std::vector<Note>& notes) override {
    memory_.storeSoon(deliveries, notes);
  }
  std::string note(const std::string& owner, const std::string& key) const override { return memory_.note(owner, key); }
  NoteList notes(const std::string& owner) const override { return memory_.notes(owner); }
  bool takes(const std::vector<Delivery>& deliveries) const override { return memory_.takes(deliveries); }
  bool hasRoom(const std::vector<Delivery>& deliveries) const override { return memory_.hasRoom(deliveries); }
  bool awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const override {
    return memory_.awaitRoom(deliveries, std::move(stop));
  }
  std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const override {
    waitForDisk(sink, what_ == What::All);
    return memory_.waiting(sink, after, limit);
  }
  std::optional<std::vector<Delivery>> waitingInMemory(std::string_view sink, std::uint64_t after,
                                                       std::size_t limit) const override {
    return readHangs(sink) ? std::nullopt : memory_.waitingInMemory(sink, after, limit);
  }
  std::optional<Delivery> inMemory(std::string_view sink, std::uint64_t sequence) const override {
    return readHangs(sink) ? std::nullopt : memory_.inMemory(sink, sequence);
  }
  std::uint64_t lastSequence() const override { return memory_.lastSequence(); }
  std::size_t waitingUpTo(std::string_view sink, std::uint64_t last) const override {
    return memory_.waitingUpTo(sink, last);
  }
  bool claim(const Delivery& delivery) override {
    waitForDisk(delivery.sink, what_ != What::Ends);
    return memory_.claim(delivery);
  }
  void release(const Delivery& delivery) override { memory_.release(delivery); }
  void delivered(const Delivery& delivery) override {
    waitForDisk(delivery.sink, what_ == What::Ends);
    memory_.delivered(delivery);
  }
  void discard(const Delivery& delivery, const std::string& reason) override { memory_.discard(delivery, reason); }
  void bury(const Delivery& delivery, const Ending& ending) override { memory_.bury(delivery, ending); }
  std::vector<std::string> gone(const std::vector<std::string>& events) const override { return memory_.gone(events); }
  OutboxCounts counts(std::string_view sink) const override { return memory_.counts(sink); }
  std::map<std::string, OutboxCounts> allCounts() const override { return memory_.allCounts(); }
  std::vector<std::string> sinks() const override { return memory_.sinks(); }
  std::size_t move(const std::string& from, const std::string& to) override { return memory_.move(from, to); }
  std::size_t purge(const std::string& sink) override { return memory_.purge(sink); }
  void giveBack(const IsHeld& isWanted, bool evenUnderWay) override { memory_.giveBack(isWanted, evenUnderWay); }
  Clock::time_point saveHeld(const void* owner, Clock::time_point now) override { return memory_.saveHeld(owner, now); }
  void flush() override {
    {
      std::unique_lock lock(mutex_);
      blocked_ += flushHangs_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !flushHangs_; });
    }
    memory_.flush();
  }
  void setWake(std::function<void(const std::set<std::string>& sinks)> wake) override {
    memory_.setWake(std::move(wake));
  }
  DeadLetters& deadLetters() override { return memory_.deadLetters(); }
  OutboxHealth health() const override { return memory_.health(); }

 private:
  bool readHangs(std::string_view sink) const {
    const std::lock_guard guard(mutex_);
    return hanging_ == sink && what_ == What::All;
  }

  void waitForDisk(std::string_view sink, bool hangs) const {
    std::unique_lock lock(mutex_);
    if (hanging_ != sink || !hangs) return;
    ++blocked_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return hanging_ != sink; });
    --blocked_;
  }

  MemoryOutbox memory_;
  mutable std::mutex mutex_{};
  mutable std::condition_variable changed_{};
  mutable int blocked_ = 0;
  std::string hanging_{};
  std::atomic<What> what_ = What::All;
  bool flushHangs_ = false;
};

}  // namespace herald::core
