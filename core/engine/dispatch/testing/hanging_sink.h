// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <latch>

#include "engine/dispatch/testing/scripted_sink.h"

namespace herald::core {

/// For tests: a scripted sink whose first call waits for `release`. `calls` has the event from the beginning of the
/// call on.
class HangingSink final : public ScriptedSink {
 public:
  using ScriptedSink::ScriptedSink;

  Outcome deliver(const Attempt& attempt) override {
    const bool isFirst = !called_.test_and_set();
    const auto outcome = ScriptedSink::deliver(attempt);
    if (isFirst) release.wait();
    return outcome;
  }

  std::latch release{1};

 private:
  std::atomic_flag called_{};
};

}  // namespace herald::core
