// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>

#include "herald/export.h"
#include "herald/file_descriptor.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// A wait for a file descriptor that ends when a stop is requested. Use it for what nobody can shut down: a pipe, a
/// serial line, a device. For a socket, SocketGuard also ends the calls of a library.
///
/// For one thread; the request to stop may come from any thread.
class HERALD_API StopSignal {
 public:
  explicit StopSignal(std::stop_token stop);  ///< throws std::system_error
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Waits until `fd` has one of the `events` of poll(2), or is closed by its peer. Returns false at the time `until`,
  /// or when a stop is requested. A negative descriptor never has an event. Throws std::system_error.
  bool waitFor(int fd, short events, Clock::time_point until) const;

  /// Readable when a stop is requested: for a poll(2) of your own. Owned by this object; do not read from it.
  int fd() const { return fd_.get(); }

 private:
  FileDescriptor fd_;
  std::stop_callback<std::function<void()>> onStop_;  // destroyed first: its destructor waits for a running call
};

}  // namespace herald::inline v1
