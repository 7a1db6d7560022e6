// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include "herald/export.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// Ends a blocked read or write of a socket when a deadline passes or a stop is requested: it shuts the socket down,
/// and the call returns. Poco's own time limits do not stop a peer that sends one byte now and then.
///
/// The caller owns the file descriptor and keeps it open for as long as the guard lives: declare the guard after the
/// object that closes the socket. One thread uses a guard. The stop may be requested from any thread.
class HERALD_API SocketGuard {
 public:
  /// Throws NoThread.
  SocketGuard(int fd, std::stop_token stop, Clock::time_point deadline = Clock::time_point::max());
  ~SocketGuard();
  SocketGuard(const SocketGuard&) = delete;
  SocketGuard& operator=(const SocketGuard&) = delete;

  bool expired() const;  ///< true if the deadline has shut the socket down

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::inline v1
