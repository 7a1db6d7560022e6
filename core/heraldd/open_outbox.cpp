// SPDX-License-Identifier: Apache-2.0
#include "heraldd/open_outbox.h"

#include "engine/outbox/kinds/disk_outbox.h"

namespace herald::core {

namespace {

std::uint64_t mebibytes(std::int64_t count) { return static_cast<std::uint64_t>(count) << 20; }

}  // namespace

std::unique_ptr<Outbox> openOutbox(const Configuration& configuration, TimeSource& time) {
  const auto& options = configuration.outbox;
  const QueueBounds bounds{
      .events = static_cast<std::size_t>(options.integer("memoryEvents")),
      .bytes = mebibytes(options.integer("memoryMiB")),
      .deadLetterAge = options.duration("deadLetterAge"),
      .diskBytes = mebibytes(options.integer("diskMiB")),
  };
  DiskOutbox::Options disk{.bounds = bounds, .disk = {}, .inFlight = configuration.dataDir / "in-flight"};
  disk.disk.file = {.path = configuration.dataDir / "outbox.db",
                    .fullSync = options.text("sync") == "full",
                    .reserve = mebibytes(options.integer("reserveMiB"))};
  disk.disk.events = options.text("type") == "disk";
  disk.disk.progress = options.text("progress") == "disk";
  return std::make_unique<DiskOutbox>(disk, time);
}

SnapshotPlace snapshotPlace(const Configuration& configuration) {
  const auto& options = configuration.outbox;
  SnapshotPlace place;
  if (options.text("type") == "disk") place.folder = configuration.dataDir / "snapshots";
  place.bytes = mebibytes(options.integer("snapshotMiB"));
  place.reserve = mebibytes(options.integer("reserveMiB"));
  return place;
}

}  // namespace herald::core
