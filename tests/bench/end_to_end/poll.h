// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace herald::bench {

/// Nanoseconds of CLOCK_MONOTONIC, which is the same in every process of this machine.
inline std::int64_t now() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Waits for sockets, by epoll. A wait ends to the nanosecond: a receiver that answers after 20 ms must not take 21.
class Poll {
 public:
  Poll() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Poll() { ::close(epoll_); }
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  void add(int fd, std::uint32_t events) { control(EPOLL_CTL_ADD, fd, events); }
  void change(int fd, std::uint32_t events) { control(EPOLL_CTL_MOD, fd, events); }

  /// What is ready. `until` is a time of now(); 0 is none. The result is valid until the next call.
  std::span<const epoll_event> wait(std::int64_t until) {
    const auto rest = std::max<std::int64_t>(0, until - now());
    const timespec limit{.tv_sec = rest / 1'000'000'000, .tv_nsec = rest % 1'000'000'000};
    const int count =
        ::epoll_pwait2(epoll_, ready_, static_cast<int>(std::size(ready_)), until ? &limit : nullptr, nullptr);
    return {ready_, static_cast<std::size_t>(std::max(count, 0))};
  }

 private:
  void control(int what, int fd, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = fd}};
    if (::epoll_ctl(epoll_, what, fd, &event) != 0) throw std::runtime_error("epoll refuses a descriptor");
  }

  int epoll_;
  epoll_event ready_[256];
};

}  // namespace herald::bench
