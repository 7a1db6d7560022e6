// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/delivery_log/delivery_log.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/event_bus/device_status.h"
#include "engine/event_bus/source_status.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshots.h"

namespace herald::core {

/// Everything that the operator can see of a running daemon at one moment. The API, /metrics and /readyz are made from
/// it. A value.
struct StatusReport {
  /// What the outbox holds for a sink.
  struct Queue {
    OutboxCounts outbox{};
    std::chrono::seconds oldest{0};  ///< how long the first waiting delivery has waited
  };
  struct Sink : Queue {
    std::string type{};  ///< of its plugin
    SinkStatus dispatch{};
    std::string connection{};              ///< what the sink is connected to; empty if it does not say so
    std::vector<std::string> selectors{};  ///< for which events and devices it has options: "on.PrintFailed"
  };
  /// A counter that a plugin has for itself.
  struct Counter {
    std::string instance{};  ///< "sink.phone", "transform.farm.1.long"
    std::string type{};      ///< of the plugin
    std::uint64_t value = 0;
  };
  /// A value that a plugin shows of itself.
  struct Measure {
    std::string instance{};
    std::string type{};
    std::string of{};  ///< empty if there is only one of that name
    double value = 0;
  };
  /// A device, and its source.
  struct Printer {
    std::string source{};
    SourceStatus::State sourceState = SourceStatus::State::Starting;
    std::vector<std::string> tags{};
    DeviceStatus device{};
    std::optional<std::chrono::seconds> left{};   ///< until the job ends
    std::optional<std::chrono::seconds> quiet{};  ///< since the last event; nothing if there was none
  };

  /// The timers of a transform that wait.
  struct Timers {
    std::size_t waiting = 0;
    std::chrono::seconds next{0};  ///< until the first of them
  };

  std::string version{};
  std::string config{};                     ///< the file
  std::vector<std::string> consoleFiles{};  ///< those of the console, which Herald reads after it
  std::vector<std::string> variables{};     ///< the environment variables that set a key
  std::chrono::seconds running{0};
  std::uint64_t accepted = 0;  ///< events
  int reloads = 0;             ///< configurations that Herald took over after the first
  std::string refusal{};       ///< why Herald did not take over the configuration on disk
  std::optional<std::chrono::system_clock::time_point> refused{};  ///< when that was
  std::map<std::string, SourceStatus> sources{};
  std::map<std::string, std::chrono::system_clock::time_point> away{};  ///< by source: since when it does not work
  std::map<std::string, std::vector<std::string>> tags{};               ///< by source
  std::map<std::string, Printer> printers{};                            ///< by device
  std::map<std::string, Sink> sinks{};
  std::map<std::string, Timers> timers{};                  ///< by the place of the transform: "farm.1.long"
  std::map<std::string, Queue> removedSinks{};             ///< of sinks that are no longer configured
  std::map<std::string, std::vector<Counter>> counters{};  ///< by name
  std::map<std::string, std::vector<Measure>> measures{};  ///< by name
  SnapshotStatus snapshots{};
  OutboxHealth outbox{};
  DeliveryLog::Health log{};
  std::string damage{};  ///< of the outbox, see damageOf

  /// What keeps events from arriving, one sentence each: the errors of attentionsOf(). Empty if all is well.
  std::vector<std::string> problems() const;
};

/// What is wrong with a source or a sink, as one sentence of Attention. Empty if all is well.
std::string problemOf(const std::string& name, const SourceStatus& source);
std::string problemOf(const std::string& name, const StatusReport::Sink& sink);
std::string problemOfRemoved(const std::string& sink, const StatusReport::Queue& queue);

/// The report as one JSON object.
std::string toJson(const StatusReport& report);

}  // namespace herald::core
