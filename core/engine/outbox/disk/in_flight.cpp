// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/in_flight.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <string>

#include "herald/file_descriptor.h"

namespace herald::core {

struct InFlight::Slot {
  std::uint64_t mark = 0;  // 0: free
  std::uint64_t ends = 0;  // unclean ends in a row while this delivery was being attempted
};

namespace {

constexpr std::size_t kSlots = 256;

// Another build of Herald may compute another number. Then it attempts a suspect three more times.
std::uint64_t markOf(const Delivery& delivery) {
  const std::hash<std::string> hash;
  return (hash(delivery.sink) * 31 + hash(delivery.event->id)) | 1;
}

}  // namespace

InFlight::InFlight(const std::filesystem::path& file) {
  if (file.empty()) return;
  const FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  constexpr auto size = kSlots * sizeof(Slot);
  if (fd.get() < 0 || ::posix_fallocate(fd.get(), 0, size) != 0) return;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return;
  slots_ = static_cast<Slot*>(memory);
  for (std::size_t i = 0; i < kSlots; ++i) {
    auto& slot = slots_[i];
    if (slot.mark == 0) continue;
    ++slot.ends;
    if (slot.ends >= kMost) {
      suspectsAny_ = true;
    } else {
      earlier_.push_back(slot);
      slot = {};
    }
  }
}

InFlight::~InFlight() {
  if (!slots_) return;
  std::fill_n(slots_, kSlots, Slot{});
  ::munmap(slots_, kSlots * sizeof(Slot));
}

InFlight::Slot* InFlight::find(std::uint64_t mark) const {
  if (!slots_) return nullptr;
  auto* slot = std::find_if(slots_, slots_ + kSlots, [=](const Slot& one) { return one.mark == mark; });
  return slot == slots_ + kSlots ? nullptr : slot;
}

bool InFlight::suspects(const Delivery& delivery) const {
  if (!suspectsAny_) return false;
  const auto* slot = find(markOf(delivery));
  return slot && slot->ends >= kMost;
}

void InFlight::begin(const Delivery& delivery) {
  auto* slot = find(0);
  if (!slot) return;
  const auto mark = markOf(delivery);
  const auto before = std::find_if(earlier_.begin(), earlier_.end(), [=](const Slot& one) { return one.mark == mark; });
  *slot = {mark, before == earlier_.end() ? 0 : before->ends};
}

void InFlight::end(const Delivery& delivery) {
  if (!slots_) return;
  const auto mark = markOf(delivery);
  std::erase_if(earlier_, [=](const Slot& one) { return one.mark == mark; });
  if (auto* slot = find(mark)) *slot = {};
}

}  // namespace herald::core
