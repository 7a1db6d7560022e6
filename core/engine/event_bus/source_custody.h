// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/custody_desk.h"
#include "engine/event_bus/source_publisher.h"
#include "herald/custody.h"
#include "herald/host.h"
#include "herald/mutex.h"

namespace herald::core {

/// The custody of one source. It begins a thread with the first event, which tells the source what is settled, and
/// moves what waits for too long to the outbox. So a source that takes its time holds up no sink, and a slow disk no
/// delivery. After close() it touches neither the bus nor the clock, except in requestStop(). Every thread may call it.
/// Make it with std::make_shared.
class SourceCustody final : public Custody, public std::enable_shared_from_this<SourceCustody> {
 public:
  /// `plugin` is the type of the source, for messages. The publisher, the bus and the clock outlive it until close().
  SourceCustody(SourcePublisher& publisher, EventBus& bus, TimeSource& time, std::shared_ptr<Host> host,
                std::string plugin);

  void publish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) override;
  bool tryPublish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) override;
  void release(const std::vector<std::string>& groups, Clock::time_point deadline) override;

  /// The source is asked to stop, and has 5 s. From now on, release() waits for 2.5 s in all: the rest is for the
  /// source to say how far it is.
  void requestStop();

  /// The run of the source has ended: releases all groups at once. Waits while the source is being told of something.
  void endRun();

  /// The source is over, or is left behind. Ends the thread, unless that hangs in the source.
  void close() HERALD_EXCLUDES(mutex_);

  CustodyCounts counts() const { return desk_->counts(); }

 private:
  EventBus::Held take(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost, bool waits);
  void begin() HERALD_EXCLUDES(mutex_);
  void work();
  void tell(const CustodyDesk::Item& item) const;
  Clock::time_point save();

  SourcePublisher& publisher_;
  EventBus& bus_;
  TimeSource& time_;
  const std::shared_ptr<Host> host_;
  const std::string name_;
  const std::string plugin_;
  const std::shared_ptr<CustodyDesk> desk_ = std::make_shared<CustodyDesk>();
  Mutex mutex_{};
  std::thread thread_ HERALD_GUARDED_BY(mutex_){};
  bool closed_ HERALD_GUARDED_BY(mutex_) = false;
};

}  // namespace herald::core
