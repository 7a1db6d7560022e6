#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// Which deliveries are being attempted at this moment, in a small file that is mapped into memory: a mark costs no
/// call into the system, and stands there still when the process was killed or crashed. (Not when the power went: no
/// plugin does that.) A mark stands for an event on its way to a sink, whatever sequence it has or gets. For one thread
/// at a time.
class InFlight {
 public:
  static constexpr int kMost = 3;  ///< so many unclean ends in a row are enough

  /// Reads what an earlier process left. Where the file cannot be used there are no marks: nothing else depends on
  /// them.
  explicit InFlight(const std::filesystem::path& file);
  ~InFlight();  ///< a clean end: no marks stay
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  /// Was this being attempted at each of the last kMost ends of the process, all unclean? Then it may be what ends it.
  /// It stays so until end().
  bool suspects(const Delivery& delivery) const;

  void begin(const Delivery& delivery);
  void end(const Delivery& delivery);

 private:
  struct Slot;
  Slot* find(std::uint64_t mark) const;

  Slot* slots_ = nullptr;
  std::vector<Slot> earlier_;
  bool suspectsAny_ = false;
};

}  // namespace herald::core
