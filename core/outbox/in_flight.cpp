#include "core/outbox/in_flight.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/files/files.h"

namespace herald::core {

struct InFlight::Slot {
  std::uint64_t sequence = 0;  // 0: free
  std::uint64_t ends = 0;      // unclean ones in a row, each while this delivery was being attempted
};

namespace {

constexpr std::size_t kSlots = 256;

}  // namespace

InFlight::InFlight(const std::filesystem::path& file) {
  const FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  constexpr auto size = kSlots * sizeof(Slot);
  if (fd.get() < 0 || ::posix_fallocate(fd.get(), 0, size) != 0) return;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return;
  slots_ = static_cast<Slot*>(memory);
  for (std::size_t i = 0; i < kSlots; ++i) {
    auto& slot = slots_[i];
    if (slot.sequence == 0) continue;
    ++slot.ends;
    if (slot.ends >= kMost) {
      suspects_.push_back(slot.sequence);
    } else {
      earlier_.push_back(slot);
    }
    slot = {};
  }
}

InFlight::~InFlight() {
  if (!slots_) return;
  std::fill_n(slots_, kSlots, Slot{});
  ::munmap(slots_, kSlots * sizeof(Slot));
}

InFlight::Slot* InFlight::find(std::uint64_t sequence) const {
  if (!slots_) return nullptr;
  auto* slot = std::find_if(slots_, slots_ + kSlots, [=](const Slot& one) { return one.sequence == sequence; });
  return slot == slots_ + kSlots ? nullptr : slot;
}

void InFlight::begin(std::uint64_t sequence) {
  auto* slot = find(0);
  if (!slot) return;
  const auto before =
      std::find_if(earlier_.begin(), earlier_.end(), [=](const Slot& one) { return one.sequence == sequence; });
  slot->ends = before == earlier_.end() ? 0 : before->ends;
  slot->sequence = sequence;
}

void InFlight::end(std::uint64_t sequence) {
  std::erase_if(earlier_, [=](const Slot& one) { return one.sequence == sequence; });
  if (auto* slot = find(sequence)) *slot = {};
}

}  // namespace herald::core
