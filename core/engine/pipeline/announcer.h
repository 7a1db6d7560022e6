// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <thread>

#include "engine/delivery_log/log_entry.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/event_bus/event_bus.h"
#include "herald/mutex.h"

namespace herald::core {

/// Publishes SinkFailing, SinkRecovered and DeadLetter, which are events that routes can select like any other. A sink
/// never gets an event about itself. The announcer has a thread of its own, so nothing here waits for a transform or
/// for the disk, except stop(). Every thread may call announce() and announceDeadLetter().
class Announcer {
 public:
  static constexpr std::size_t kMostWaiting = 1000;  ///< dead letters that come faster are only in the log

  /// The bus outlives stop(). Throws NoThread.
  explicit Announcer(EventBus& bus);
  ~Announcer();  ///< stops
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  void announce(const SinkNews& news);  ///< returns immediately; does nothing after stop()

  /// The delivery of this entry has become a dead letter. Does nothing for an event of Herald's own: a dead letter
  /// about a dead letter could go on for ever.
  void announceDeadLetter(const LogEntry& entry);

  /// Publishes what was announced before, and ends the thread. For one thread.
  void stop();

 private:
  struct News {
    std::string sink{};  ///< it is about this one
    Event event{};
  };
  void add(News news) HERALD_REQUIRES(mutex_);
  void loop();
  void publish(News& news);

  EventBus& bus_;
  Mutex mutex_{};
  Condition changed_{};
  std::deque<News> news_ HERALD_GUARDED_BY(mutex_){};
  bool stopping_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace herald::core
