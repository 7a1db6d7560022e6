// SPDX-License-Identifier: Apache-2.0
#include "presence_count.h"

namespace herald::mqtt {

PresenceCount& PresenceCount::ofProcess() {
  static PresenceCount count;
  return count;
}

void PresenceCount::enter(const std::string& place) {
  const MutexLock lock(mutex_);
  ++links_[place];
}

bool PresenceCount::isAlone(const std::string& place) {
  const MutexLock lock(mutex_);
  const auto found = links_.find(place);
  return found != links_.end() && found->second == 1;
}

bool PresenceCount::leave(const std::string& place) {
  const MutexLock lock(mutex_);
  const auto found = links_.find(place);
  if (found == links_.end() || --found->second > 0) return false;
  links_.erase(found);
  return true;
}

}  // namespace herald::mqtt
