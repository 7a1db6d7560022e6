// SPDX-License-Identifier: Apache-2.0
#include "herald/stop_signal.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace herald::inline v1 {
namespace {

int newEvent() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

}  // namespace

StopSignal::StopSignal(std::stop_token stop)
    : fd_(newEvent()), onStop_(std::move(stop), [fd = fd_.get()] { ::eventfd_write(fd, 1); }) {}

StopSignal::~StopSignal() = default;

bool StopSignal::waitFor(int fd, short events, Clock::time_point until) const {
  constexpr auto kLongest = std::chrono::hours(1);
  for (;;) {
    const auto left = std::clamp<Clock::duration>(until - Clock::now(), Clock::duration::zero(), kLongest);
    std::array<pollfd, 2> polled{{{fd, events, 0}, {fd_.get(), POLLIN, 0}}};
    const int found = ::poll(polled.data(), polled.size(),
                             static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    if (found < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (found > 0 && polled[1].revents != 0) return false;
    if (found > 0 && polled[0].revents != 0) return true;
    if (Clock::now() >= until) return false;
  }
}

}  // namespace herald::inline v1
