// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "herald/mutex.h"
#include "herald/testing/contract/subject.h"

namespace herald::test {

/// Makes one call after a time, in a thread of its own, unless it is destroyed before. So it costs no time if all goes
/// well. One thread owns it.
class Alarm {
 public:
  Alarm(Millis after, std::function<void()> call)
      : thread_([this, until = Clock::now() + after, call = std::move(call)] {
          {
            const MutexLock lock(mutex_);
            if (changed_.waitUntil(mutex_, until, [this]() HERALD_REQUIRES(mutex_) { return over_; })) return;
          }
          call();
        }) {}
  ~Alarm() {
    {
      const MutexLock lock(mutex_);
      over_ = true;
      changed_.notifyOne();
    }
    thread_.join();
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  Mutex mutex_{};
  Condition changed_{};
  bool over_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // the last member: it uses the others
};

/// Ends the test program with a sentence if a plugin hangs: nothing else can end a call that does not return.
class Watchdog {
 public:
  Watchdog(const Subject& subject, const Rule& rule)
      : alarm_(subject.limit, [text = subject.name + " hangs, and breaks the rule " + rule.name + ": " + rule.promise] {
          std::fprintf(stderr, "\n[  FAILED  ] %s\n", text.c_str());
          std::fflush(stderr);
          std::_Exit(EXIT_FAILURE);
        }) {}

 private:
  Alarm alarm_;
};

}  // namespace herald::test
