// SPDX-License-Identifier: Apache-2.0
#include "hang.h"

#include <atomic>

namespace {
std::atomic<bool> released{false};
}

void hang() { released.wait(false); }

extern "C" void releaseHangs() {
  released = true;
  released.notify_all();
}
