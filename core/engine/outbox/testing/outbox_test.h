#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/disk_outbox.h"
#include "engine/outbox/memory_outbox.h"
#include "engine/outbox/outbox.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {

inline Delivery make(const std::string& id, Category category = Category::Lifecycle, const std::string& sink = "slack",
                     std::size_t size = 10) {
  auto event = std::make_shared<Event>();
  event->id = id;
  event->type = "Something";
  event->device = "mk3";
  event->category = category;
  event->payload = std::string(size, ' ');
  return {.sink = sink, .event = std::move(event)};
}

inline DiskOutbox::Options diskIn(const std::filesystem::path& folder, const QueueBounds& bounds = {}) {
  DiskOutbox::Options options{.bounds = bounds, .disk = {}, .inFlight = folder / "in-flight"};
  options.disk.file.path = folder / "outbox.db";
  return options;
}

inline std::unique_ptr<DiskOutbox> openDisk(const std::filesystem::path& folder, TimeSource& time,
                                            const QueueBounds& bounds = {}) {
  return std::make_unique<DiskOutbox>(diskIn(folder, bounds), time);
}

/// For tests that hold for every outbox: one with room for all that they store.
class RoomyOutbox {
 public:
  enum class Kind { Memory, Disk };
  static std::string nameOf(Kind kind) { return kind == Kind::Memory ? "memory" : "disk"; }

  RoomyOutbox(Kind kind, TimeSource& time) {
    const QueueBounds bounds{.events = 1000000, .bytes = std::size_t{1} << 30, .diskBytes = std::size_t{1} << 30};
    if (kind == Kind::Disk) {
      outbox_ = openDisk(folder_.path(), time, bounds);
    } else {
      outbox_ = std::make_unique<MemoryOutbox>(bounds);
    }
  }
  Outbox& operator*() const { return *outbox_; }
  Outbox* operator->() const { return outbox_.get(); }

 private:
  testing::TemporaryFolder folder_{};
  std::unique_ptr<Outbox> outbox_{};
};

inline Delivery storeOne(Outbox& outbox, Delivery delivery) {
  std::vector<Delivery> deliveries{std::move(delivery)};
  outbox.store(deliveries);
  return deliveries.front();
}

inline std::vector<std::string> ids(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> result;
  for (const auto& delivery : deliveries) result.push_back(delivery.event->id);
  return result;
}

inline std::vector<std::string> waitingIds(const Outbox& outbox, const std::string& sink = "slack") {
  return ids(outbox.waiting(sink, 0, 100000));
}

inline std::vector<std::string> deadIds(Outbox& outbox, const DeadLetterQuery& query = {}) {
  return ids(outbox.deadLetters().list(query, 0, 100000));
}

}  // namespace herald::core
