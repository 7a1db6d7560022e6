// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/outbox/kinds/disk_outbox.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/deliveries.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {

/// The options of an outbox on disk in this folder.
inline DiskOutbox::Options diskIn(const std::filesystem::path& folder, const QueueBounds& bounds = {}) {
  DiskOutbox::Options options{.bounds = bounds, .disk = {}, .inFlight = folder / "in-flight"};
  options.disk.file.path = folder / "outbox.db";
  return options;
}

inline std::unique_ptr<DiskOutbox> openDisk(const std::filesystem::path& folder, TimeSource& time,
                                            const QueueBounds& bounds = {}) {
  return std::make_unique<DiskOutbox>(diskIn(folder, bounds), time);
}

/// An outbox of either kind with room for everything that a test stores.
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

}  // namespace herald::core
