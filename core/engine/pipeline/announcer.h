#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/dispatch/sink_status.h"
#include "engine/event_bus/event_bus.h"

namespace herald::core {

/// Publishes what Herald has to report of its sinks, SinkFailing and SinkRecovered, as events that can be routed like
/// any other, but never to the sink that they are about. It does so in a thread of its own, since who reports must
/// neither wait for a transform nor for the disk. Every thread may call it.
class Announcer {
 public:
  /// The bus outlives stop().
  explicit Announcer(EventBus& bus);
  ~Announcer();  ///< stops
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  void announce(const SinkNews& news);  ///< returns at once

  /// Publishes what was announced so far; what is announced later is forgotten. For one thread.
  void stop();

 private:
  void loop();

  EventBus& bus_;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<SinkNews> news_{};
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herald::core
