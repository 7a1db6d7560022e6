// SPDX-License-Identifier: Apache-2.0
#include "heraldd/signals.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <initializer_list>

namespace herald::core {

namespace {

sigset_t stopAndReload() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

void blockSignals() {
  sigset_t set = stopAndReload();
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int waitForSignal(Millis limit) {
  const sigset_t set = stopAndReload();
  const timespec time{.tv_sec = limit.count() / 1000, .tv_nsec = limit.count() % 1000 * 1'000'000};
  return std::max(::sigtimedwait(&set, nullptr, &time), 0);
}

void askForReload() { ::kill(::getpid(), SIGHUP); }

void restoreCrashSignals() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGSYS}) ::signal(signal, SIG_DFL);
}

}  // namespace herald::core
