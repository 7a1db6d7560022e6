// SPDX-License-Identifier: Apache-2.0
#include "program/no_broken_pipe.h"

#include <pthread.h>

namespace herald::inline v1 {
namespace {

sigset_t brokenPipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool isPending() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

NoBrokenPipe::NoBrokenPipe() : wasPending_(isPending()) {
  const auto set = brokenPipe();
  ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

NoBrokenPipe::~NoBrokenPipe() {
  const auto set = brokenPipe();
  const timespec now{};
  if (!wasPending_ && isPending()) ::sigtimedwait(&set, nullptr, &now);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace herald::inline v1
