// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::core {

/// Slows down who guesses passwords. After three wrong ones, a client address waits 1 s, then 2 s, up to 5 min. All
/// addresses together wait in the same way after thirty wrong ones, up to 10 s: a guesser with many addresses gains
/// nothing, and cannot lock out the owner for long. A login that succeeds frees its own address.
///
/// Every thread may call it.
class LoginBrake {
 public:
  static constexpr std::size_t kMostClients = 1024;

  /// How long this client has to wait before Herald looks at its password; 0 if it need not.
  Millis wait(const std::string& client, Clock::time_point now) HERALD_EXCLUDES(mutex_);

  void failed(const std::string& client, Clock::time_point now) HERALD_EXCLUDES(mutex_);
  void succeeded(const std::string& client) HERALD_EXCLUDES(mutex_);

 private:
  struct Count {
    int failures = 0;
    Clock::time_point last{};
  };

  void forgetOld(Clock::time_point now) HERALD_REQUIRES(mutex_);

  Mutex mutex_{};
  std::map<std::string, Count> clients_ HERALD_GUARDED_BY(mutex_){};
  Count all_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
