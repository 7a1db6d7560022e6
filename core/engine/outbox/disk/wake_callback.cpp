#include "engine/outbox/disk/wake_callback.h"

#include <utility>

namespace herald::core {

void WakeCallback::set(Outbox::Wake wake) {
  auto next = wake ? std::make_shared<const Outbox::Wake>(std::move(wake)) : nullptr;
  const MutexLock lock(mutex_);
  wake_.swap(next);
}

void WakeCallback::call(const std::set<std::string>& sinks) {
  const MutexLock lock(mutex_);
  if (wake_) (*wake_)(sinks);
}

}  // namespace herald::core
