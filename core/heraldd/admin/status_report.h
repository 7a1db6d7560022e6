#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "engine/dispatch/sink_status.h"
#include "engine/event_bus/source_status.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// Everything that the operator can see of a running daemon, at one moment: what /status, /metrics, /readyz and
/// `heraldctl status` are made of. A value.
struct StatusReport {
  /// What the outbox has of a sink.
  struct Queue {
    OutboxCounts outbox{};
    std::chrono::seconds oldest{0};  ///< how long the first that waits has been waiting
  };
  struct Sink : Queue {
    SinkStatus dispatch{};
  };

  std::string version{};
  std::string config{};  ///< the file
  std::chrono::seconds running{0};
  std::uint64_t accepted = 0;  ///< events
  int reloads = 0;             ///< configurations that were taken over after the first
  std::string refusal{};       ///< why the configuration that stands on disk was not taken over
  std::map<std::string, SourceStatus> sources{};
  std::map<std::string, Sink> sinks{};
  std::map<std::string, Queue> orphans{};  ///< by sinks that are configured no more
  OutboxHealth outbox{};

  /// What keeps events from arriving, a sentence each; none if all is well.
  std::vector<std::string> problems() const;
};

/// As one JSON object.
std::string toJson(const StatusReport& report);

}  // namespace herald::core
