// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/wake_callback.h"

#include <utility>

namespace herald::core {

void WakeCallback::set(Outbox::Wake wake) {
  // Declared before the lock: the previous function is destroyed after the lock is released.
  auto next = wake ? std::make_shared<const Outbox::Wake>(std::move(wake)) : nullptr;
  const MutexLock lock(mutex_);
  wake_.swap(next);
  if (caller_ == std::this_thread::get_id()) return;
  const auto last = callsBegun_;
  ended_.wait(mutex_, [this, last]() HERALD_REQUIRES(mutex_) { return callsEnded_ >= last; });
}

void WakeCallback::call(const std::set<std::string>& sinks) {
  std::shared_ptr<const Outbox::Wake> wake;
  {
    const MutexLock lock(mutex_);
    if (!wake_) return;
    wake = wake_;
    caller_ = std::this_thread::get_id();
    ++callsBegun_;
  }
  (*wake)(sinks);
  wake.reset();  // before set() returns, what the function holds is released
  const MutexLock lock(mutex_);
  caller_ = {};
  ++callsEnded_;
  ended_.notifyAll();
}

}  // namespace herald::core
