// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/in_flight.h"

#include <Poco/Logger.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "engine/outbox/queue/id_hash.h"
#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

constexpr std::size_t kSlots = 4096;  // more than a few sinks have under way, so that nearly every mark finds its place
constexpr std::size_t kPlaces = 32;   // where a mark may be: so many slots from its own one on

// Another build of Herald may compute another number. Then it attempts a suspect three more times.
std::uint64_t markOf(std::size_t sinkHash, std::uint64_t idHash) { return (sinkHash * 31 + idHash) | 1; }

std::uint64_t markOf(const Delivery& delivery) {
  return markOf(std::hash<std::string>()(delivery.sink), idHashOf(delivery.event->id));
}

// Never 0: that is in a slot of an older Herald.
std::uint32_t checksumOfMark(std::uint64_t mark, std::uint32_t ends) {
  std::uint64_t mixed = (mark + ends * 0xA24BAED4963EE407) * 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
  return static_cast<std::uint32_t>(mixed >> 32) | 1;
}

}  // namespace

struct InFlight::Slot {
  std::uint64_t mark = 0;      // 0: free
  std::uint32_t ends = 0;      // unclean ends in a row while this delivery was being attempted
  std::uint32_t checksum = 0;  // of both

  static Slot of(std::uint64_t mark, std::uint32_t ends) { return {mark, ends, checksumOfMark(mark, ends)}; }

  bool isSound() const {
    return checksum == checksumOfMark(mark, ends) || (checksum == 0 && ends <= static_cast<std::uint32_t>(kMost));
  }
};

InFlight::InFlight(const std::filesystem::path& file) {
  if (file.empty()) return;
  const FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  constexpr auto size = kSlots * sizeof(Slot);
  if (fd.get() < 0 || ::posix_fallocate(fd.get(), 0, size) != 0) return;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return;
  slots_ = static_cast<Slot*>(memory);
  bool isDamaged = false;
  for (std::size_t i = 0; i < kSlots; ++i) isDamaged |= !takeOver(slots_[i]);
  for (const Slot& suspect : std::exchange(suspects_, {})) put(suspect);
  if (!isDamaged) return;
  Poco::Logger::get("outbox").error(file.string() +
                                    " is damaged: Herald may attempt again what ended an earlier run; check the disk");
}

/// Takes up what an earlier process left. Returns false if it is damaged.
bool InFlight::takeOver(Slot& slot) {
  if (slot.mark == 0) return true;
  const Slot left = std::exchange(slot, {});
  if (!left.isSound()) return false;
  underWay_.insert(left.mark);
  const Slot now = Slot::of(left.mark, left.ends + 1);
  if (now.ends >= static_cast<std::uint32_t>(kMost)) {
    suspectsAny_ = true;
    suspects_.push_back(now);  // an older Herald may have had it in another place
  } else {
    earlier_.push_back(now);
  }
  return true;
}

InFlight::~InFlight() {
  if (!slots_) return;
  std::fill_n(slots_, kSlots, Slot{});
  ::munmap(slots_, kSlots * sizeof(Slot));
}

/// The slot with this mark, or a free one for 0, among the places of `of`.
InFlight::Slot* InFlight::find(std::uint64_t mark, std::uint64_t of) const {
  if (!slots_) return nullptr;
  const auto first = of >> 1;  // the last bit is always set
  for (std::size_t i = 0; i < kPlaces; ++i) {
    auto& slot = slots_[(first + i) % kSlots];
    if (slot.mark == mark) return &slot;
  }
  return nullptr;
}

void InFlight::put(const Slot& slot) {
  if (auto* const free = find(0, slot.mark)) *free = slot;
}

bool InFlight::suspects(const Delivery& delivery) const {
  if (!suspectsAny_) return false;
  const auto mark = markOf(delivery);
  const auto* slot = find(mark, mark);
  return slot && slot->ends >= static_cast<std::uint32_t>(kMost);
}

bool InFlight::wasUnderWay(std::size_t sinkHash, std::uint64_t idHash) const {
  return underWay_.contains(markOf(sinkHash, idHash));
}

void InFlight::begin(const Delivery& delivery) {
  if (!slots_) return;
  const auto mark = markOf(delivery);
  const auto before = std::find_if(earlier_.begin(), earlier_.end(), [=](const Slot& one) { return one.mark == mark; });
  put(Slot::of(mark, before == earlier_.end() ? 0 : before->ends));
}

void InFlight::end(const Delivery& delivery) {
  if (!slots_) return;
  const auto mark = markOf(delivery);
  std::erase_if(earlier_, [=](const Slot& one) { return one.mark == mark; });
  if (auto* slot = find(mark, mark)) *slot = {};
}

}  // namespace herald::core
