// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock/time_source.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/source_status.h"
#include "herald/source.h"

namespace herald::core {

/// How a source is run. Each value is an option of the source.
struct SourcePolicy {
  WhenFull whenFull = WhenFull::Drop;
  Millis alertAfter{60000};  ///< how long the source may be away before SourceLost is published
  std::string type{};        ///< the plugin, for messages
};

/// What the current routes and templates use, see Feed::wanted and Feed::wantedEvent. Every thread may call these.
struct Demand {
  std::function<bool(std::string_view variable)> variable{};
  std::function<bool(std::string_view type)> event{};
};

/// Runs one source in a thread of its own. If the source fails, the runner starts it again after a wait: 1 s to 60 s,
/// doubling, or 60 s to 10 min if its credentials are wrong (Failure with Hold). Half of each wait is random. If the
/// source is away for `alertAfter`, the runner publishes SourceLost, and later SourceBack. For one thread, except
/// status() and retryNow().
class SourceRunner {
 public:
  /// `host` is for this source alone. The bus and the clock outlive the runner.
  SourceRunner(Origin origin, std::shared_ptr<Source> source, std::shared_ptr<Host> host, EventBus& bus, Demand demand,
               TimeSource& time, const SourcePolicy& policy = {});
  ~SourceRunner();  ///< asks the source to stop and waits for at most 5 seconds

  /// If there is no thread for the source, its status says so, and the next call tries again. Does nothing if the
  /// source has begun.
  void start();
  void requestStop();

  /// If the source waits for its next start, it starts now. Every thread may call it.
  void retryNow();

  /// Waits until the source has returned. Returns false if it still runs at `deadline`. Then the thread is left behind,
  /// and whatever the source publishes is refused.
  bool join(Clock::time_point deadline);

  SourceStatus status() const;  ///< every thread may call it

 private:
  class Thread;
  std::shared_ptr<Thread> thread_;
};

}  // namespace herald::core
