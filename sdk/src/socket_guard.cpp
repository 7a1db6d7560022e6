// SPDX-License-Identifier: Apache-2.0
#include "herald/socket_guard.h"

#include <sys/socket.h>

#include <utility>

#include "deadline_watch.h"

namespace herald::inline v1 {
namespace {

struct ShutDown {
  int fd;
  void operator()() const noexcept { ::shutdown(fd, SHUT_RDWR); }
};

}  // namespace

struct SocketGuard::State {
  State(int fd, std::stop_token stop, Clock::time_point deadline)
      : entry{deadline, fd}, onStop(std::move(stop), ShutDown{fd}) {
    if (deadline == Clock::time_point::max()) return;
    watch = DeadlineWatch::shared();
    watch->add(entry);
  }
  ~State() {
    if (watch) watch->remove(entry);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::shared_ptr<DeadlineWatch> watch{};
  DeadlineWatch::Entry entry;
  std::stop_callback<ShutDown> onStop;  // its destructor waits for a running call
};

SocketGuard::SocketGuard(int fd, std::stop_token stop, Clock::time_point deadline)
    : state_(std::make_shared<State>(fd, std::move(stop), deadline)) {}

SocketGuard::~SocketGuard() = default;

bool SocketGuard::expired() const { return state_->entry.expired; }

}  // namespace herald::inline v1
