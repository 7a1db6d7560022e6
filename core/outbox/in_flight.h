#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace herald::core {

/// Which deliveries are being attempted at this moment, in a small file that is mapped into memory: a mark costs no
/// call into the system, and stands there still when the process was killed or crashed. (Not when the power went: no
/// plugin does that.) For one thread at a time.
class InFlight {
 public:
  static constexpr int kMost = 3;  ///< so many unclean ends in a row are enough

  /// Reads what an earlier process left. Where the file cannot be used there are no marks: nothing else depends on
  /// them.
  explicit InFlight(const std::filesystem::path& file);
  ~InFlight();  ///< a clean end: no marks stay
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  /// Those that were being attempted at each of the last kMost ends of the process, all unclean: one of them is what
  /// ends it.
  const std::vector<std::uint64_t>& suspects() const { return suspects_; }

  void begin(std::uint64_t sequence);
  void end(std::uint64_t sequence);

 private:
  struct Slot;
  Slot* find(std::uint64_t sequence) const;

  Slot* slots_ = nullptr;
  std::vector<Slot> earlier_;
  std::vector<std::uint64_t> suspects_{};
};

}  // namespace herald::core
