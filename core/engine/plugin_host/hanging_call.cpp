// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/hanging_call.h"

#include <utility>

#include "herald/mutex.h"

namespace herald::core {
namespace {

// Process-wide, like the threads that it names. The code that ends the process must know all of them.
class HangingCalls {
 public:
  std::list<std::string>::iterator add(std::string who) {
    const MutexLock lock(mutex_);
    return names_.insert(names_.end(), std::move(who));
  }

  void rename(std::list<std::string>::iterator place, std::string who) {
    const MutexLock lock(mutex_);
    *place = std::move(who);
  }

  void remove(std::list<std::string>::iterator place) {
    const MutexLock lock(mutex_);
    names_.erase(place);
  }

  std::vector<std::string> names() const {
    const MutexLock lock(mutex_);
    return {names_.begin(), names_.end()};
  }

 private:
  mutable Mutex mutex_{};
  std::list<std::string> names_ HERALD_GUARDED_BY(mutex_){};
};

/// Never destroyed: a call may come back while the process ends.
HangingCalls& hangingNow() {
  static auto& calls = *new HangingCalls;
  return calls;
}

}  // namespace

HangingCall::HangingCall(std::string who) : place_(hangingNow().add(std::move(who))) {}

HangingCall::~HangingCall() { hangingNow().remove(place_); }

void HangingCall::rename(std::string who) { hangingNow().rename(place_, std::move(who)); }

int hangingCalls() { return static_cast<int>(hangingNames().size()); }

std::vector<std::string> hangingNames() { return hangingNow().names(); }

}  // namespace herald::core
