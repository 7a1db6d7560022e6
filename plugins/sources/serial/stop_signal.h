#pragma once

#include <functional>
#include <stop_token>

#include "herald/file_descriptor.h"
#include "herald/outcome.h"

namespace herald::serial {

/// A file descriptor that a wait wakes up by when the source is asked to stop. For one thread; the request may come
/// from any.
class StopSignal {
 public:
  explicit StopSignal(std::stop_token stop);  ///< throws std::system_error
  ~StopSignal() = default;
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Waits until `fd` has one of poll(2)'s `events`, or has gone; false if `until` came first, or the request. A
  /// negative descriptor never has anything.
  bool waitFor(int fd, short events, Clock::time_point until) const;

 private:
  FileDescriptor fd_;
  std::stop_callback<std::function<void()>> onStop_;  // goes first: its destructor waits for a call that runs
};

}  // namespace herald::serial
