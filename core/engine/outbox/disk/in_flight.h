// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// Marks the deliveries that are being attempted now, in a small file that is mapped into memory. So a mark costs no
/// system call and survives a kill or a crash of the process. It does not survive a power cut, which no plugin causes.
/// A mark stands for one event and one sink, whatever sequence the delivery has. Each has a checksum, so a damaged one
/// never becomes the mark of another delivery. A mark may be left out if thousands are under way. One thread at a time
/// may call it.
class InFlight {
 public:
  static constexpr int kMost = 3;  ///< this many unclean ends in a row make a suspect

  /// Reads the marks of an earlier process. If the path is empty or the file cannot be used, there are no marks.
  /// Nothing else depends on them. A damaged mark is logged and left out.
  explicit InFlight(const std::filesystem::path& file);
  ~InFlight();  ///< a clean end: removes all marks
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  /// Whether this was being attempted at each of the last kMost ends of the process, all unclean. Then it may be the
  /// reason. It is a suspect until end().
  bool suspects(const Delivery& delivery) const;

  /// Whether this was being attempted when an earlier process ended without a stop, by the hashes of the sink's name
  /// and the event's id.
  bool wasUnderWay(std::size_t sinkHash, std::uint64_t idHash) const;
  bool wasAnyUnderWay() const { return !underWay_.empty(); }

  void begin(const Delivery& delivery);  ///< an attempt begins
  void end(const Delivery& delivery);    ///< the attempt, or the delivery, has ended

 private:
  struct Slot;
  bool takeOver(Slot& slot);
  Slot* find(std::uint64_t mark, std::uint64_t of) const;
  void put(const Slot& slot);

  Slot* slots_ = nullptr;
  std::vector<Slot> earlier_;
  std::vector<Slot> suspects_;
  std::set<std::uint64_t> underWay_{};  // the marks that an earlier process left
  bool suspectsAny_ = false;
};

}  // namespace herald::core
