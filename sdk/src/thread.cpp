// SPDX-License-Identifier: Apache-2.0
#include "herald/thread.h"

#include <new>
#include <system_error>
#include <utility>

#include "thread_limits.h"

namespace herald::inline v1 {

NoThread::NoThread() : std::runtime_error("cannot start a thread: " + whyNoThread(ThreadLimits::ofThisProcess())) {}

NoThread::~NoThread() = default;

std::thread startThread(std::function<void()> run) {
  try {
    return std::thread(std::move(run));
  } catch (const std::system_error&) {
    throw NoThread();
  }
}

}  // namespace herald::inline v1
