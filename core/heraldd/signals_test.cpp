// SPDX-License-Identifier: Apache-2.0
#include "heraldd/signals.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>

namespace herald::core {
namespace {

TEST(Signals, AreAwaitedUntilALimit) {
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before);
  blockSignals();
  EXPECT_EQ(waitForSignal(Millis(0)), 0);
  ::raise(SIGHUP);
  EXPECT_EQ(waitForSignal(Millis(0)), SIGHUP);
  EXPECT_EQ(waitForSignal(Millis(0)), 0);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace herald::core
