// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/login_brake.h"

#include <algorithm>

namespace herald::core {

namespace {

using std::chrono::seconds;

constexpr int kFree = 3;       // wrong passwords of one address that cost nothing
constexpr int kAllFree = 30;   // of all of them
constexpr int kDoublings = 9;  // then the wait is beyond every bound
constexpr Millis kMost = std::chrono::minutes(5);
constexpr Millis kAllMost = seconds(10);
constexpr Millis kForgotten = std::chrono::minutes(15);

Millis waitAfter(int failures, int free, Millis most) {
  if (failures < free) return Millis(0);
  return std::min<Millis>(seconds(1LL << std::min(failures - free, kDoublings)), most);
}

}  // namespace

Millis LoginBrake::wait(const std::string& client, Clock::time_point now) {
  const MutexLock lock(mutex_);
  forgetOld(now);
  const auto left = [&](const Count& count, int free, Millis most) {
    const auto until = count.last + waitAfter(count.failures, free, most);
    return std::chrono::ceil<Millis>(std::max(until - now, Clock::duration(0)));
  };
  const auto found = clients_.find(client);
  const auto own = found == clients_.end() ? Millis(0) : left(found->second, kFree, kMost);
  return std::max(own, left(all_, kAllFree, kAllMost));
}

void LoginBrake::failed(const std::string& client, Clock::time_point now) {
  const MutexLock lock(mutex_);
  forgetOld(now);
  if (clients_.size() >= kMostClients && !clients_.contains(client)) {
    clients_.erase(std::min_element(clients_.begin(), clients_.end(),
                                    [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  for (auto* count : {&clients_[client], &all_}) {
    ++count->failures;
    count->last = now;
  }
}

void LoginBrake::succeeded(const std::string& client) {
  const MutexLock lock(mutex_);
  clients_.erase(client);
}

void LoginBrake::forgetOld(Clock::time_point now) {
  std::erase_if(clients_, [&](const auto& one) { return now - one.second.last >= kForgotten; });
  if (now - all_.last >= kForgotten) all_ = {};
}

}  // namespace herald::core
