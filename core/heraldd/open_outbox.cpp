// SPDX-License-Identifier: Apache-2.0
#include "heraldd/open_outbox.h"

#include "engine/delivery_log/memory_log.h"
#include "engine/delivery_log/split_log.h"
#include "engine/outbox/kinds/disk_outbox.h"

namespace herald::core {

std::unique_ptr<Outbox> openOutbox(const Configuration& configuration, TimeSource& time) {
  const auto& options = configuration.outbox;
  const QueueBounds bounds{
      .events = static_cast<std::size_t>(options.integer("memoryEvents")),
      .bytes = static_cast<std::size_t>(options.size("memoryBytes")),
      .deadLetterAge = options.duration("deadLetterAge"),
      .diskBytes = static_cast<std::size_t>(options.size("diskBytes")),
  };
  DiskOutbox::Options disk{.bounds = bounds, .disk = {}, .inFlight = configuration.dataDir / "in-flight"};
  disk.disk.file = {.path = configuration.dataDir / "outbox.db",
                    .fullSync = options.text("sync") == "full",
                    .reserve = options.size("reserveBytes")};
  disk.disk.events = options.text("type") == "disk";
  disk.disk.progress = options.text("progress") == "disk";
  return std::make_unique<DiskOutbox>(disk, time);
}

std::unique_ptr<LogStore> openLogStore(const Configuration& configuration, Outbox& outbox, const TimeSource& time) {
  const auto& options = configuration.outbox;
  if (options.text("type") == "memory") return std::make_unique<MemoryLog>(time.wallClock());
  if (options.text("progress") == "memory") return std::make_unique<SplitLog>(*outbox.deliveryLog(), time.wallClock());
  return nullptr;
}

LogBounds logBounds(const Configuration& configuration) {
  return {.age = configuration.log.age, .bytes = configuration.log.bytes};
}

SnapshotPlace snapshotPlace(const Configuration& configuration) {
  const auto& options = configuration.outbox;
  SnapshotPlace place;
  if (options.text("type") == "disk") place.folder = configuration.dataDir / "snapshots";
  place.bytes = options.size("snapshotBytes");
  place.reserve = options.size("reserveBytes");
  return place;
}

}  // namespace herald::core
