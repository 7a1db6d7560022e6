// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/darkroom.h"

#include <stdexcept>
#include <utility>

namespace herald::core {

std::string Darkroom::upright(const Picture& picture, std::uint64_t most, Clock::time_point deadline) {
  PictureLimits limits;
  limits.bytes = most;
  const MutexLock lock(mutex_);
  if (!time_.waitUntil(freed_, mutex_, deadline, [this]() HERALD_REQUIRES(mutex_) { return open_ < kAtOnce; })) {
    throw std::runtime_error("too many cameras gave a picture at the same time");
  }
  ++open_;
  struct Turn {
    Darkroom& room;
    ~Turn() HERALD_NO_THREAD_SAFETY_ANALYSIS {  // the lock above is held again
      --room.open_;
      room.freed_.notifyOne();
    }
  } const turn{*this};
  const MutexUnlock unlocked(mutex_);
  return develop_(picture, limits);
}

}  // namespace herald::core
