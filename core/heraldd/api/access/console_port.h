// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "herald/mutex.h"

namespace herald::core {

/// Where browsers reach the console at the moment. Every thread may call it.
class ConsolePort {
 public:
  struct State {
    std::string address{};  ///< of the socket, with its port: "127.0.0.1:8484"; empty: nothing listens, or no console
    bool isTls = false;
    bool isOpenToLan = false;  ///< other machines reach it by console.lan
    bool hasPassword = false;
    bool operator==(const State&) const = default;
  };

  void set(State state) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    state_ = std::move(state);
  }
  State state() const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return state_;
  }

 private:
  mutable Mutex mutex_{};
  State state_ HERALD_GUARDED_BY(mutex_){};
};

/// The addresses to type into a browser, such as "http://192.168.1.20:8484/": those of this machine first, then its
/// name, if the network can look it up (mDNS). Empty if nothing listens. Every thread may call it.
std::vector<std::string> addressesOf(const ConsolePort::State& port);

}  // namespace herald::core
