// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

namespace herald::inline v1 {

/// While it lives, a write to a pipe that nobody reads fails with EPIPE in this thread, and sends no SIGPIPE, which
/// would end the process. For one thread.
class NoBrokenPipe {
 public:
  NoBrokenPipe();
  ~NoBrokenPipe();
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t before_{};
  bool wasPending_ = false;
};

}  // namespace herald::inline v1
