// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <thread>

#include "engine/dispatch/sink/sink_status.h"
#include "engine/event_bus/event_bus.h"
#include "herald/mutex.h"

namespace herald::core {

/// Publishes SinkFailing and SinkRecovered, which are events that routes can select like any other. A sink never gets
/// an event about itself. The announcer has a thread of its own, so announce() waits neither for a transform nor for
/// the disk. Every thread may call announce().
class Announcer {
 public:
  /// The bus outlives stop(). Throws NoThread.
  explicit Announcer(EventBus& bus);
  ~Announcer();  ///< stops
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  void announce(const SinkNews& news);  ///< returns immediately; does nothing after stop()

  /// Publishes what was announced before, and ends the thread. For one thread.
  void stop();

 private:
  void loop();
  void publish(const SinkNews& news);

  EventBus& bus_;
  Mutex mutex_{};
  Condition changed_{};
  std::deque<SinkNews> news_ HERALD_GUARDED_BY(mutex_){};
  bool stopping_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace herald::core
